import { contactOf, partyOf, seconds, valueOf } from '../../webhooks/parties.js';
import type { WebhookValue } from '../../webhooks/webhook.js';
import type { Message } from './message.js';

export type MessageStatus = 'sent' | 'delivered' | 'read' | 'failed';

const ERRORS_PAGE =
  'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes';

/** What the message costs; templates cost by their category, the rest nothing. */
function pricingOf({ category }: Message): object {
  const isFree = category === 'service';
  return {
    pricing: {
      billable: !isFree,
      pricing_model: 'PMP',
      category,
      type: isFree ? 'free_customer_service' : 'regular',
    },
  };
}

function failureOf({ failure }: Message): object {
  if (failure === undefined) return {};
  const { code, details, title } = failure;
  const error = { code, title, message: title, error_data: { details }, href: ERRORS_PAGE };
  return { errors: [error] };
}

/** The status webhook of a business's message, field `messages`. */
export function messageStatusPayload(
  message: Message,
  status: MessageStatus,
  { hasContacts, nowMs }: { readonly hasContacts: boolean; readonly nowMs: number },
): WebhookValue {
  const { bizOpaqueCallbackData: data, consumer, input, number, wamid } = message;
  const element = {
    id: wamid,
    status,
    timestamp: seconds(nowMs),
    ...(consumer === undefined ? { recipient_id: input } : partyOf(consumer, 'recipient')),
    ...(data === undefined ? {} : { biz_opaque_callback_data: data }),
    ...(status === 'sent' || status === 'delivered' ? pricingOf(message) : {}),
    ...failureOf(message),
  };
  const contacts = hasContacts && consumer !== undefined ? { contacts: [contactOf(consumer)] } : {};
  return valueOf(number, { ...contacts, statuses: [element] });
}
