import { z } from 'zod';

// Meta writes instants as strings of Unix seconds; some samples have integers.
const unixSeconds = z.union([z.string().regex(/^\d+$/), z.number().int()]).transform(Number);
const text = z.string().min(1);

const contactSchema = z.object({
  profile: z.object({ name: z.string().optional(), username: z.string().optional() }).optional(),
  wa_id: text.optional(),
  user_id: text.optional(),
});

const callSchema = z.object({
  id: text,
  event: text,
  timestamp: unixSeconds,
  from: text.optional(),
  to: text.optional(),
  from_user_id: text.optional(),
  to_user_id: text.optional(),
  direction: z.enum(['USER_INITIATED', 'BUSINESS_INITIATED']).optional(),
  session: z.object({ sdp_type: z.enum(['offer', 'answer']), sdp: text }).optional(),
  status: z.string().optional(),
  start_time: unixSeconds.optional(),
  end_time: unixSeconds.optional(),
  duration: z.coerce.number().int().min(0).optional(),
  biz_opaque_callback_data: z.string().optional(),
  deeplink_payload: z.string().optional(),
  cta_payload: z.string().optional(),
});

const statusSchema = z.object({
  id: text,
  timestamp: unixSeconds,
  type: z.string().optional(),
  status: z.string().transform((value) => value.toUpperCase()),
  recipient_id: text.optional(),
  recipient_user_id: text.optional(),
  biz_opaque_callback_data: z.string().optional(),
});

const errorSchema = z.object({
  code: z.number().int(),
  message: z.string().optional(),
  title: z.string().optional(),
  error_data: z.object({ details: z.string().optional() }).optional(),
});

const callsValueSchema = z.object({
  metadata: z.object({ display_phone_number: z.string().optional(), phone_number_id: text }),
  contacts: z.array(contactSchema).optional(),
  calls: z.array(z.unknown()).optional(),
  statuses: z.array(z.unknown()).optional(),
  errors: z.array(errorSchema).optional(),
});

export type MetaDirection = 'USER_INITIATED' | 'BUSINESS_INITIATED';

/** Who is at the other end, as far as Meta says: phone fields may be missing for usernames. */
export interface MetaConsumer {
  readonly waId?: string;
  readonly userId?: string;
  readonly name?: string;
}

interface CallChangeHead {
  readonly wacid: string;
  readonly atMs: number;
  readonly direction: MetaDirection;
  readonly consumer: MetaConsumer;
  readonly bizOpaqueCallbackData?: string;
}

/** A typed event of the webhook field `calls`. */
export type CallChange = CallChangeHead &
  (
    | {
        readonly event: 'connect';
        readonly sdp?: string;
        readonly deeplinkPayload?: string;
        readonly ctaPayload?: string;
      }
    | { readonly event: 'status'; readonly status: 'RINGING' | 'ACCEPTED' | 'REJECTED' }
    | {
        readonly event: 'terminate';
        readonly isFailed: boolean;
        readonly startedAtMs?: number;
        readonly endedAtMs?: number;
        readonly durationSeconds?: number;
        readonly error?: { readonly code: number; readonly title: string };
      }
  );

export interface CallsValue {
  readonly phoneNumberId: string;
  readonly events: readonly CallChange[];
  /** Elements that this platform does not know; they stay in the raw delivery. */
  readonly unknown: number;
}

type Value = z.output<typeof callsValueSchema>;
type Call = z.output<typeof callSchema>;

function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as never;
}

function directionOf(call: Call): MetaDirection {
  // `direction` is missing in some of Meta's samples; the SDP then tells who called.
  if (call.direction !== undefined) return call.direction;
  return call.session?.sdp_type === 'answer' ? 'BUSINESS_INITIATED' : 'USER_INITIATED';
}

function consumerOf(call: Call, direction: MetaDirection, value: Value): MetaConsumer {
  const isUser = direction === 'USER_INITIATED';
  const waId = isUser ? call.from : call.to;
  const userId = isUser ? call.from_user_id : call.to_user_id;
  const contact =
    value.contacts?.find((c) => (waId !== undefined && c.wa_id === waId) || c.user_id === userId) ??
    value.contacts?.[0];
  return defined({
    waId: waId ?? contact?.wa_id,
    userId: userId ?? contact?.user_id,
    name: contact?.profile?.name,
  });
}

function terminateOf(call: Call, value: Value) {
  const error = value.errors?.[0];
  return defined({
    event: 'terminate' as const,
    isFailed: call.status?.toUpperCase() === 'FAILED',
    startedAtMs: call.start_time === undefined ? undefined : call.start_time * 1000,
    endedAtMs: call.end_time === undefined ? undefined : call.end_time * 1000,
    durationSeconds: call.duration,
    error: error && { code: error.code, title: error.title ?? error.message ?? '' },
  });
}

function fromCall(raw: unknown, value: Value): CallChange | undefined {
  const parsed = callSchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const call = parsed.data;
  const direction = directionOf(call);
  const head = {
    wacid: call.id,
    atMs: call.timestamp * 1000,
    direction,
    consumer: consumerOf(call, direction, value),
    ...defined({ bizOpaqueCallbackData: call.biz_opaque_callback_data }),
  } as CallChangeHead;
  if (call.event === 'connect') {
    return {
      ...head,
      event: 'connect',
      ...defined({
        sdp: call.session?.sdp,
        deeplinkPayload: call.deeplink_payload,
        ctaPayload: call.cta_payload,
      }),
    };
  }
  if (call.event === 'terminate') return { ...head, ...terminateOf(call, value) };
  return undefined;
}

function fromStatus(raw: unknown): CallChange | undefined {
  const parsed = statusSchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const status = parsed.data;
  if (!['RINGING', 'ACCEPTED', 'REJECTED'].includes(status.status)) return undefined;
  return {
    event: 'status',
    status: status.status as 'RINGING' | 'ACCEPTED' | 'REJECTED',
    wacid: status.id,
    atMs: status.timestamp * 1000,
    // Only business-initiated calls have statuses.
    direction: 'BUSINESS_INITIATED',
    consumer: defined({ waId: status.recipient_id, userId: status.recipient_user_id }),
    ...defined({ bizOpaqueCallbackData: status.biz_opaque_callback_data }),
  };
}

/**
 * The events inside a change of the field `calls`; undefined when the value is not of that form.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference#webhooks
 */
export function callChanges(value: unknown): CallsValue | undefined {
  const parsed = callsValueSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const all = [
    ...(parsed.data.calls ?? []).map((raw) => fromCall(raw, parsed.data)),
    ...(parsed.data.statuses ?? []).map(fromStatus),
  ];
  const events = all.filter((event) => event !== undefined);
  return {
    phoneNumberId: parsed.data.metadata.phone_number_id,
    events,
    unknown: all.length - events.length,
  };
}

/** What makes two copies of an event the same; it names no app, for every bound app gets a copy. */
export function dedupeKeyOf(phoneNumberId: string, change: CallChange): string {
  const status = change.event === 'status' ? change.status : '';
  return ['calls', phoneNumberId, change.wacid, change.event, status, change.atMs].join(':');
}
