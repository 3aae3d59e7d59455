import { encodeId } from '#patchbay/kernel';
import type { EventType } from './event-types.js';
import { type JoinedAtSending, sdpType, type StoredMessage } from './message-body.js';

type Json = Readonly<Record<string, unknown>>;

const STATUSES: Partial<Readonly<Record<EventType, string>>> = {
  'call.ringing': 'RINGING',
  'call.accepted': 'ACCEPTED',
  'call.rejected': 'REJECTED',
};

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `{ [key]: value }`, or nothing when there is no value: Meta leaves such fields out. */
function optional(key: string, value: unknown): Json {
  return value === undefined || value === null ? {} : { [key]: value };
}

function consumerOf(message: StoredMessage, joined: JoinedAtSending): Json {
  const { consumer } = message.data;
  return joined.consumer ?? (typeof consumer === 'object' ? (consumer as Json | null) : null) ?? {};
}

/** The consumer's side as `from…`, `to…` or `recipient…`; a user may have either id, or both. */
function party(consumer: Json, role: 'from' | 'to' | 'recipient'): Json {
  return {
    ...optional(role === 'recipient' ? 'recipient_id' : role, text(consumer.waId)),
    ...optional(`${role}_user_id`, text(consumer.userId)),
    ...optional(`${role}_parent_user_id`, text(consumer.parentUserId)),
  };
}

function contacts(consumer: Json): Json {
  const profile = {
    ...optional('name', text(consumer.name)),
    ...optional('username', text(consumer.username)),
  };
  const contact = {
    ...optional('profile', Object.keys(profile).length === 0 ? undefined : profile),
    ...optional('wa_id', text(consumer.waId)),
    ...optional('user_id', text(consumer.userId)),
    ...optional('parent_user_id', text(consumer.parentUserId)),
  };
  return Object.keys(contact).length === 0 ? {} : { contacts: [contact] };
}

function wacidOf({ data, callId }: StoredMessage): string | undefined {
  // A call that failed before Meta knew of it has no wacid.
  return text(data.wacid) ?? (callId === null ? undefined : encodeId('call', callId));
}

function head(message: StoredMessage, consumer: Json, event: 'connect' | 'terminate'): Json {
  const { data, occurredAt } = message;
  const business = text(data.displayPhoneNumber);
  const parties =
    data.direction === 'BUSINESS_INITIATED'
      ? { ...optional('from', business), ...party(consumer, 'to') }
      : { ...party(consumer, 'from'), ...optional('to', business) };
  return {
    id: wacidOf(message),
    ...parties,
    event,
    timestamp: seconds(occurredAt),
    direction: data.direction,
    ...optional('biz_opaque_callback_data', text(data.bizOpaqueCallbackData)),
    ...optional('deeplink_payload', text(data.deeplinkPayload)),
    ...optional('cta_payload', text(data.ctaPayload)),
  };
}

function connect(message: StoredMessage, joined: JoinedAtSending, consumer: Json): Json {
  const sdp = joined.sdp ?? text((message.data.sdp as Json | undefined)?.sdp);
  const session = sdp === undefined ? undefined : { sdp_type: sdpType(message.data), sdp };
  const call = { ...head(message, consumer, 'connect'), ...optional('session', session) };
  return { ...contacts(consumer), calls: [call] };
}

function status(message: StoredMessage, consumer: Json): Json {
  const { data, occurredAt } = message;
  const told = {
    id: wacidOf(message),
    timestamp: seconds(occurredAt),
    type: 'call',
    status: STATUSES[message.type],
    ...party(consumer, 'recipient'),
    ...optional('biz_opaque_callback_data', text(data.bizOpaqueCallbackData)),
  };
  return { statuses: [told] };
}

/** Only a call that was picked up has times. */
function times({ data }: StoredMessage): Json {
  const { answeredAt, endedAt, billableSeconds } = data;
  if (typeof answeredAt !== 'string' || typeof endedAt !== 'string') return {};
  const [start, end] = [new Date(answeredAt), new Date(endedAt)];
  const duration = Number(seconds(end)) - Number(seconds(start));
  return {
    start_time: seconds(start),
    end_time: seconds(end),
    duration: typeof billableSeconds === 'number' ? billableSeconds : Math.max(0, duration),
  };
}

const META_CODE = /^META_(\d+)$/;

const ERRORS_PAGE =
  'https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/troubleshooting';

/** Meta's own error, where it named one; our own reasons are in its message. */
function errors({ data }: StoredMessage): Json {
  const meta = (data.metaError ?? {}) as Json;
  const code = META_CODE.exec(text(data.code) ?? '')?.[1];
  const number = typeof meta.code === 'number' ? meta.code : Number(code);
  if (Number.isNaN(number)) return {};
  const message = text(meta.title) ?? 'Call failed';
  const details = text(meta.details) ?? message;
  return { errors: [{ code: number, message, href: ERRORS_PAGE, error_data: { details } }] };
}

function terminate(message: StoredMessage, consumer: Json): Json {
  const hasFailed = message.data.state === 'FAILED';
  const call = {
    ...head(message, consumer, 'terminate'),
    status: hasFailed ? 'FAILED' : 'COMPLETED',
    ...times(message),
  };
  return { ...contacts(consumer), calls: [call], ...(hasFailed ? errors(message) : {}) };
}

function elements(message: StoredMessage, joined: JoinedAtSending): Json {
  const consumer = consumerOf(message, joined);
  if (message.type === 'call.connect') return connect(message, joined, consumer);
  if (message.type === 'call.terminated') return terminate(message, consumer);
  if (STATUSES[message.type] !== undefined) return status(message, consumer);
  // Subscriptions are checked, so this is a mistake of ours: better loud than a body of nothing.
  throw new Error(`Meta has no webhook for ${message.type}`);
}

/**
 * The message as Meta's webhook of the field `calls` would tell it, for clients that already speak
 * Cloud API. Throws for a type that Meta has no webhook for (`hasMetaBody` of the type's row).
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference
 */
export function metaBody(message: StoredMessage, joined: JoinedAtSending): string {
  const { data } = message;
  const value = {
    messaging_product: 'whatsapp',
    metadata: {
      ...optional('display_phone_number', text(data.displayPhoneNumber)),
      ...optional('phone_number_id', text(data.phoneNumberId)),
    },
    ...elements(message, joined),
  };
  const entry = { ...optional('id', text(data.wabaId)), changes: [{ value, field: 'calls' }] };
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [entry] });
}
