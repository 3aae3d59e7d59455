import type { BusinessNumber, Consumer } from '../world/assets.js';
import type { WebhookValue } from './webhook-sender.js';

/** UNIX seconds as the text that webhooks carry. */
export function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}

/** The `value` of a change: the number it is about and what happened. */
export function valueOf(
  { displayPhoneNumber, phoneNumberId }: BusinessNumber,
  parts: Record<string, unknown>,
): WebhookValue {
  const metadata = { display_phone_number: displayPhoneNumber, phone_number_id: phoneNumberId };
  return { messaging_product: 'whatsapp', metadata, ...parts };
}

/** An element of `contacts`; the number is left out of a user who hides it behind a username. */
export function contactOf(consumer: Consumer): object {
  const { isNumberHidden, name, parentUserId, userId, username, waId } = consumer;
  return {
    profile: { name, ...(username === undefined ? {} : { username }) },
    ...(isNumberHidden ? {} : { wa_id: waId }),
    user_id: userId,
    ...(parentUserId === undefined ? {} : { parent_user_id: parentUserId }),
  };
}

/** A user as `from`, `to` or `recipient` of something, under all the ids that are told. */
export function partyOf(
  consumer: Consumer,
  role: 'from' | 'to' | 'recipient',
): Record<string, string> {
  const { isNumberHidden, parentUserId, userId, waId } = consumer;
  return {
    ...(isNumberHidden ? {} : { [role === 'recipient' ? 'recipient_id' : role]: waId }),
    [`${role}_user_id`]: userId,
    ...(parentUserId === undefined ? {} : { [`${role}_parent_user_id`]: parentUserId }),
  };
}
