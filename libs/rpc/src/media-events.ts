import { z } from 'zod';
import { epochSchema, instantMsSchema, traceparentSchema, uuidSchema } from './ids.js';

/** The two legs that a bridge joins. */
export const legSchema = z.enum(['META', 'PBX']);
export type LegName = z.output<typeof legSchema>;

const flowStatsSchema = z.object({
  /** RTP packets that authenticated. */
  received: z.number().int(),
  /** Packets sent on to the other leg. */
  forwarded: z.number().int(),
  /** Packets that came before the gate opened. */
  heldByGate: z.number().int(),
  /** Packets dropped for every other reason: payload type not agreed, too late, no keys yet. */
  dropped: z.number().int(),
});

/** Counters of a session, one set per direction. */
export const sessionStatsSchema = z.object({
  fromMeta: flowStatsSchema,
  fromTenant: flowStatsSchema,
  openedAtMs: instantMsSchema.nullable(),
});
export type SessionStats = z.output<typeof sessionStatsSchema>;

const head = {
  tenantId: uuidSchema,
  callId: uuidSchema,
  epoch: epochSchema,
  /** Rises by one with each event of a session; (callId, epoch, seq) names an event. */
  seq: z.number().int().min(1),
  atMs: instantMsSchema,
  traceparent: traceparentSchema,
};

/** What a media node tells signalling about a call. */
export const mediaEventSchema = z.discriminatedUnion('kind', [
  z.object({
    ...head,
    kind: z.literal('leg.connected'),
    data: z.object({ leg: legSchema }),
  }),
  z.object({
    ...head,
    kind: z.literal('leg.failed'),
    data: z.object({ leg: legSchema, reason: z.string() }),
  }),
  z.object({
    ...head,
    kind: z.literal('session.ended'),
    data: z.object({ reason: z.string(), stats: sessionStatsSchema }),
  }),
]);

export type MediaEvent = z.output<typeof mediaEventSchema>;
export type MediaEventKind = MediaEvent['kind'];

/** The most events that one batch may carry. */
export const MAX_EVENTS_PER_BATCH = 50;

/** Body of `POST /internal/v1/events`; the answer 200 means that every event is committed. */
export const mediaEventBatchSchema = z.object({
  nodeId: z.string().min(1),
  bootId: z.string().min(1),
  events: z.array(mediaEventSchema).min(1).max(MAX_EVENTS_PER_BATCH),
});
export type MediaEventBatch = z.output<typeof mediaEventBatchSchema>;
