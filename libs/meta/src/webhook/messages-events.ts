import { z } from 'zod';
import { contactedConsumer, type MetaConsumer } from './calls-value.js';
import {
  defined,
  elementsOf,
  idText,
  instant,
  lenient,
  lenientList,
  lenientOne,
  text,
} from './lenient.js';
import { mediaField } from './media-file.js';
import { type MessagesDetail, type MetaMessageError, type ParsedEvent } from './meta-event.js';
import { type NumberValue } from './number-value.js';

const lowerCase = text.transform((word) => word.toLowerCase());
const permanence = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((word) => word === 'true'),
]);

const replySchema = z.object({
  response: lowerCase.pipe(z.enum(['accept', 'reject'])),
  is_permanent: lenient(permanence),
  expiration_timestamp: lenient(instant),
  response_source: lenient(lowerCase.pipe(z.enum(['user_action', 'automatic']))),
});

const systemSchema = z.object({
  type: lenient(lowerCase),
  body: lenient(z.string()),
  wa_id: lenient(idText),
  user_id: lenient(idText),
  previous_user_id: lenient(idText),
});

const messageSchema = z.object({
  id: text,
  timestamp: lenient(instant),
  type: lenient(lowerCase),
  from: lenient(idText),
  from_user_id: lenient(idText),
  group_id: lenient(idText),
  context: lenientOne(z.object({ id: lenient(text) })),
  interactive: lenientOne(
    z.object({ type: lenient(lowerCase), call_permission_reply: lenientOne(replySchema) }),
  ),
  audio: mediaField,
  system: lenientOne(systemSchema),
});

const errorSchema = z
  .object({
    code: z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(Number),
    title: lenient(z.string()),
    message: lenient(z.string()),
    error_data: lenientOne(z.object({ details: lenient(z.string()) })),
  })
  .transform(({ code, title, message, error_data }): MetaMessageError => {
    const details = error_data?.details;
    return { code, title: title ?? message ?? '', ...defined({ details }) };
  });

const statusSchema = z.object({
  id: text,
  timestamp: lenient(instant),
  status: lowerCase.pipe(z.enum(['sent', 'delivered', 'read', 'failed'])),
  recipient_id: lenient(idText),
  recipient_user_id: lenient(idText),
  biz_opaque_callback_data: lenient(z.string()),
  errors: lenientList(errorSchema),
});

type Message = z.output<typeof messageSchema>;

/** Of WhatsApp itself, or before the user wrote: they open no customer service window. */
const NOT_OF_THE_USER = ['system', 'request_welcome'];
const CHANGED = / changed from (?<previous>[A-Z]{2}\.[\w.]+) to [A-Z]{2}\.[\w.]+\.?$/;

function isWacid(id: string): boolean {
  return id.startsWith('wacid.');
}

function replyOf(message: Message): MessagesDetail | undefined {
  const reply = message.interactive?.call_permission_reply;
  if (reply === undefined) return undefined;
  const contextId = message.context?.id;
  return {
    kind: 'messages.call_permission_reply',
    messageId: message.id,
    response: reply.response,
    ...defined({
      isPermanent: reply.is_permanent,
      expiresAtMs: reply.expiration_timestamp,
      source: reply.response_source,
    }),
    ...(contextId !== undefined &&
      (isWacid(contextId) ? { wacid: contextId } : { requestMessageId: contextId })),
  };
}

function plainDetail(message: Message): MessagesDetail | undefined {
  const { id, type, audio, interactive } = message;
  if (isWacid(id) && (type === 'audio' || audio !== undefined)) {
    return { kind: 'messages.voicemail', wacid: id, ...defined({ media: audio }) };
  }
  const isOddReply = interactive?.type === 'call_permission_reply';
  const isOfOneUser = message.group_id === undefined && !NOT_OF_THE_USER.includes(type ?? '');
  return isOddReply || !isOfOneUser ? undefined : { kind: 'messages.received', messageId: id };
}

/** Who a user was before the change, and is since. */
function changedIds(message: Message) {
  const { system } = message;
  if (system?.type !== 'user_changed_user_id' || system.user_id === undefined) return undefined;
  const named = CHANGED.exec(system.body ?? '')?.groups?.previous;
  const sender = message.from_user_id === system.user_id ? undefined : message.from_user_id;
  // The old id has no field of its own in every sample; then the sender's, or the sentence, has it.
  const userId = system.previous_user_id ?? sender ?? named;
  const waId = message.from ?? system.wa_id;
  const previous: MetaConsumer = defined({ waId, userId });
  const current: MetaConsumer = defined({ waId: system.wa_id ?? waId, userId: system.user_id });
  return { previous, current };
}

/** An element of `messages[]`. */
export function messageEvent(raw: unknown, { phoneNumberId, beside }: NumberValue) {
  const message = messageSchema.safeParse(raw).data;
  if (message === undefined) return undefined;
  const { id, timestamp: atMs } = message;
  const key = ['messages', phoneNumberId, id, 'message', '', atMs ?? ''].join(':');
  const changed = changedIds(message);
  if (changed !== undefined) {
    const { previous: consumer, current } = changed;
    const detail = { kind: 'messages.user_changed_user_id' as const, messageId: id, current };
    return { detail, atMs, key, consumer } satisfies ParsedEvent;
  }
  const detail = replyOf(message) ?? plainDetail(message);
  if (detail === undefined) return undefined;
  const ids = { waId: message.from, userId: message.from_user_id };
  return { detail, atMs, key, consumer: contactedConsumer(ids, beside) } satisfies ParsedEvent;
}

/** An element of `statuses[]` of the field `messages`: what became of a message of the business. */
export function messageStatusEvent(raw: unknown, { phoneNumberId }: NumberValue) {
  const parsed = statusSchema.safeParse(raw).data;
  if (parsed === undefined) return undefined;
  const { id, status, errors, timestamp: atMs } = parsed;
  return {
    detail: {
      kind: 'messages.status' as const,
      messageId: id,
      status,
      errors,
      ...defined({ bizOpaqueCallbackData: parsed.biz_opaque_callback_data }),
    },
    atMs,
    consumer: defined({ waId: parsed.recipient_id, userId: parsed.recipient_user_id }),
    key: ['messages', phoneNumberId, id, 'status', status, atMs ?? ''].join(':'),
  } satisfies ParsedEvent;
}

/** What an element is called that is not known. */
export function nameOfElement(raw: unknown): string | undefined {
  const schema = z.object({ event: lenient(text), type: lenient(text), status: lenient(text) });
  const named = schema.safeParse(elementsOf(raw)[0]).data;
  return named?.event ?? named?.type ?? named?.status;
}
