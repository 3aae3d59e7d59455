import { publish, type TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import { findNumberById } from '#patchbay/numbers';
import {
  enterFirstContact,
  findFirstContactButton,
} from '../persistence/first-contact.repository.js';
import { keepMessage } from './prepare-call-message.js';

/** Topic of the outbox: a message is kept and waits for being sent. Its payload is `{ messageId }`. */
export const MESSAGE_DUE = 'permissions.message_due';

/**
 * A consumer wrote to a number, which opens the window. At the first time the number's call button is
 * kept to be sent, in the caller's transaction, where the tenant has switched it on.
 */
export async function greetFirstContact(
  tx: TenantTransaction,
  clock: Clock,
  { numberId, consumerId }: { readonly numberId: string; readonly consumerId: string },
): Promise<void> {
  const [isFirst, button, number] = await tx.together(() => [
    enterFirstContact(tx, { numberId, consumerId }, clock.now()),
    findFirstContactButton(tx, numberId),
    findNumberById(tx, numberId),
  ]);
  const isWanted = isFirst && button?.isEnabled === true && number?.isCallingEnabled === true;
  if (!isWanted) return;
  const messageId = uuidv7(clock);
  await keepMessage(tx, clock, {
    messageId,
    number,
    consumerId,
    purpose: 'CALL_BUTTON',
    origin: 'FIRST_CONTACT',
    template: undefined,
    leaseUntil: null,
  });
  await publish(tx, clock, { topic: MESSAGE_DUE, payload: { messageId }, traceparent: null });
}
