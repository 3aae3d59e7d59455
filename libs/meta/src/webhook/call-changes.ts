import { z } from 'zod';
import {
  type BesideCall,
  type Call,
  callSchema,
  consumerOf,
  contactSchema,
  directionOf,
  errorSchema,
  type MetaConsumer,
  type MetaDirection,
} from './calls-value.js';
import { defined, lenient, text, unixSeconds } from './lenient.js';

export { type MetaConsumer, type MetaDirection } from './calls-value.js';

const statusSchema = z.object({
  id: text,
  timestamp: unixSeconds,
  status: z.string().transform((value) => value.toUpperCase()),
  recipient_id: lenient(text),
  recipient_user_id: lenient(text),
  biz_opaque_callback_data: lenient(z.string()),
});

const callsValueSchema = z.object({
  metadata: z.object({ display_phone_number: lenient(z.string()), phone_number_id: text }),
  contacts: lenient(z.array(contactSchema)),
  calls: z.array(z.unknown()).optional(),
  statuses: z.array(z.unknown()).optional(),
  errors: lenient(z.array(errorSchema)),
});

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
        readonly deeplinkPayload?: string;
        readonly ctaPayload?: string;
        readonly error?: { readonly code: number; readonly title: string };
      }
  );

export interface CallsValue {
  readonly phoneNumberId: string;
  readonly events: readonly CallChange[];
  /** Elements that this platform does not know; they stay in the raw delivery. */
  readonly unknown: number;
}

function terminateOf(call: Call, value: BesideCall) {
  const error = value.errors?.[0];
  return defined({
    event: 'terminate' as const,
    isFailed: call.status?.toUpperCase() === 'FAILED',
    startedAtMs: call.start_time === undefined ? undefined : call.start_time * 1000,
    endedAtMs: call.end_time === undefined ? undefined : call.end_time * 1000,
    durationSeconds: call.duration,
    deeplinkPayload: call.deeplink_payload,
    ctaPayload: call.cta_payload,
    error: error && { code: error.code, title: error.title ?? error.message ?? '' },
  });
}

/** A connect or terminate; undefined for other elements of `calls[]`. */
export function callChangeOf(raw: unknown, value: BesideCall): CallChange | undefined {
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

/** A status; undefined for other elements of `statuses[]`. */
export function callStatusOf(raw: unknown): CallChange | undefined {
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
    ...(parsed.data.calls ?? []).map((raw) => callChangeOf(raw, parsed.data)),
    ...(parsed.data.statuses ?? []).map(callStatusOf),
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
