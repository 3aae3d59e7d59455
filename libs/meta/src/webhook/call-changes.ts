import { z } from 'zod';

// Meta writes instants as strings of Unix seconds; some samples have integers.
const unixSeconds = z.union([z.string().regex(/^\d+$/), z.number().int()]).transform(Number);
const text = z.string().min(1);

/** A field that an event can do without: one of another form is left out, not the event lost. */
function lenient<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

const contactSchema = z.object({
  profile: lenient(z.object({ name: lenient(z.string()) })),
  wa_id: lenient(text),
  user_id: lenient(text),
});

const callSchema = z.object({
  id: text,
  event: text,
  timestamp: unixSeconds,
  from: lenient(text),
  to: lenient(text),
  from_user_id: lenient(text),
  to_user_id: lenient(text),
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

const statusSchema = z.object({
  id: text,
  timestamp: unixSeconds,
  status: z.string().transform((value) => value.toUpperCase()),
  recipient_id: lenient(text),
  recipient_user_id: lenient(text),
  biz_opaque_callback_data: lenient(z.string()),
});

const errorSchema = z.object({
  code: z.number().int(),
  message: lenient(z.string()),
  title: lenient(z.string()),
});

const callsValueSchema = z.object({
  metadata: z.object({ display_phone_number: lenient(z.string()), phone_number_id: text }),
  contacts: lenient(z.array(contactSchema)),
  calls: z.array(z.unknown()).optional(),
  statuses: z.array(z.unknown()).optional(),
  errors: lenient(z.array(errorSchema)),
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

function digitsOf(number: string | undefined): string {
  return number?.replace(/\D/g, '') ?? '';
}

function directionOf(call: Call, { metadata }: Value): MetaDirection {
  // `direction` is missing in some of Meta's samples; then the SDP, or who called, tells it.
  if (call.direction !== undefined) return call.direction;
  const business = digitsOf(metadata.display_phone_number);
  const isFromBusiness = business !== '' && digitsOf(call.from) === business;
  const isAnswer = call.session?.sdp_type === 'answer';
  return isAnswer || isFromBusiness ? 'BUSINESS_INITIATED' : 'USER_INITIATED';
}

function contactOf(
  { contacts = [], calls = [] }: Value,
  waId: string | undefined,
  userId: string | undefined,
) {
  const isNamed = (id: string | undefined, named: string | undefined): boolean =>
    id !== undefined && id === named;
  const named = contacts.find((c) => isNamed(waId, c.wa_id) || isNamed(userId, c.user_id));
  // One contact beside one call is its consumer, also when nothing but that says so.
  const isPair = contacts.length === 1 && calls.length === 1;
  return named ?? (isPair ? contacts[0] : undefined);
}

function consumerOf(call: Call, direction: MetaDirection, value: Value): MetaConsumer {
  const isUser = direction === 'USER_INITIATED';
  const waId = isUser ? call.from : call.to;
  const userId = isUser ? call.from_user_id : call.to_user_id;
  const contact = contactOf(value, waId, userId);
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
  const direction = directionOf(call, value);
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
