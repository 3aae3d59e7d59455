import { z } from 'zod';
import { defined, lenient, text, unixSeconds } from './lenient.js';

export const contactSchema = z.object({
  profile: lenient(z.object({ name: lenient(z.string()), username: lenient(z.string()) })),
  wa_id: lenient(text),
  user_id: lenient(text),
  parent_user_id: lenient(text),
});

export const callSchema = z.object({
  id: text,
  event: text,
  timestamp: unixSeconds,
  from: lenient(text),
  to: lenient(text),
  from_user_id: lenient(text),
  to_user_id: lenient(text),
  from_parent_user_id: lenient(text),
  to_parent_user_id: lenient(text),
  direction: lenient(z.enum(['USER_INITIATED', 'BUSINESS_INITIATED'])),
  session: lenient(z.object({ sdp_type: z.enum(['offer', 'answer']), sdp: text })),
  // A word; a list of one word in some of Meta's samples.
  status: lenient(z.union([z.string(), z.tuple([z.string()]).transform(([word]) => word)])),
  start_time: lenient(unixSeconds),
  end_time: lenient(unixSeconds),
  duration: lenient(unixSeconds),
  biz_opaque_callback_data: lenient(z.string()),
  deeplink_payload: lenient(z.string()),
  cta_payload: lenient(z.string()),
});

export const errorSchema = z.object({
  code: z.number().int(),
  message: lenient(z.string()),
  title: lenient(z.string()),
});

export type MetaDirection = 'USER_INITIATED' | 'BUSINESS_INITIATED';

/** Who is at the other end, as far as Meta says: phone fields may be missing for usernames. */
export interface MetaConsumer {
  readonly waId?: string;
  readonly userId?: string;
  /** Of the business's portfolio, where Meta gives such ids. */
  readonly parentUserId?: string;
  readonly name?: string;
  /** Without @; only of users who have one. */
  readonly username?: string;
}

export type Call = z.output<typeof callSchema>;

/** What stands beside a call in its value and tells more about it. */
export interface BesideCall {
  readonly metadata?: { readonly display_phone_number?: string | undefined } | undefined;
  readonly contacts?: readonly z.output<typeof contactSchema>[] | undefined;
  readonly calls?: readonly unknown[] | undefined;
  readonly errors?: readonly z.output<typeof errorSchema>[] | undefined;
}

export function digitsOf(number: string | undefined): string {
  return number?.replace(/\D/g, '') ?? '';
}

export function directionOf(call: Call, { metadata }: BesideCall): MetaDirection {
  // `direction` is missing in some of Meta's samples; then the SDP, or who called, tells it.
  if (call.direction !== undefined) return call.direction;
  const business = digitsOf(metadata?.display_phone_number);
  const isFromBusiness = business !== '' && digitsOf(call.from) === business;
  const isAnswer = call.session?.sdp_type === 'answer';
  return isAnswer || isFromBusiness ? 'BUSINESS_INITIATED' : 'USER_INITIATED';
}

interface ConsumerIds {
  readonly waId: string | undefined;
  readonly userId: string | undefined;
  readonly parentUserId?: string | undefined;
}

function contactOf({ waId, userId }: ConsumerIds, { contacts = [], calls = [] }: BesideCall) {
  const isNamed = (id: string | undefined, named: string | undefined): boolean =>
    id !== undefined && id === named;
  const named = contacts.find((c) => isNamed(waId, c.wa_id) || isNamed(userId, c.user_id));
  // One contact beside one call is its consumer, also when nothing but that says so.
  const isPair = contacts.length === 1 && calls.length === 1;
  return named ?? (isPair ? contacts[0] : undefined);
}

/** The consumer with these ids, completed by the contact beside the elements. */
export function contactedConsumer(ids: ConsumerIds, beside: BesideCall): MetaConsumer {
  const contact: Partial<z.output<typeof contactSchema>> = contactOf(ids, beside) ?? {};
  return defined({
    waId: ids.waId ?? contact.wa_id,
    userId: ids.userId ?? contact.user_id,
    parentUserId: ids.parentUserId ?? contact.parent_user_id,
    name: contact.profile?.name,
    username: contact.profile?.username,
  });
}

export function consumerOf(call: Call, direction: MetaDirection, beside: BesideCall): MetaConsumer {
  const isUser = direction === 'USER_INITIATED';
  const waId = isUser ? call.from : call.to;
  const userId = isUser ? call.from_user_id : call.to_user_id;
  const parentUserId = isUser ? call.from_parent_user_id : call.to_parent_user_id;
  return contactedConsumer({ waId, userId, parentUserId }, beside);
}
