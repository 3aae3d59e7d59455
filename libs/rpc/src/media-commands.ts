import { z } from 'zod';
import { epochSchema, instantMsSchema, traceparentSchema, uuidSchema } from './ids.js';

/** An SDP of one audio stream is about 1 kB; what is much larger is no call. */
const sdpSchema = z
  .string()
  .min(1)
  .max(16 * 1024);

const head = {
  v: z.literal(1),
  /** Same id, same answer: a repeated command is not executed twice. */
  commandId: z.string().min(1).max(100),
  tenantId: uuidSchema,
  callId: uuidSchema,
  epoch: epochSchema,
  traceparent: traceparentSchema,
};

const weOffer = z.strictObject({ role: z.literal('offer') });
const weAnswer = z.strictObject({ role: z.literal('answer'), remoteSdp: sdpSchema });

/**
 * Of the two legs one answers a peer's offer and the other offers. In a user-initiated call Meta has
 * offered; in a business-initiated one the tenant has.
 */
const createSession = z
  .strictObject({
    ...head,
    kind: z.literal('session.create'),
    meta: z.discriminatedUnion('role', [weOffer, weAnswer]),
    tenant: z.discriminatedUnion('role', [weOffer, weAnswer]),
  })
  .refine(({ meta, tenant }) => meta.role !== tenant.role, {
    error: 'one leg must be {role:"offer"} and the other {role:"answer", remoteSdp}',
  });

const setMetaAnswer = z.strictObject({
  ...head,
  kind: z.literal('session.setMetaAnswer'),
  remoteSdp: sdpSchema,
});

const setTenantAnswer = z.strictObject({
  ...head,
  kind: z.literal('session.setTenantAnswer'),
  remoteSdp: sdpSchema,
});

const openGate = z.strictObject({ ...head, kind: z.literal('session.openGate') });
const commit = z.strictObject({ ...head, kind: z.literal('session.commit') });
const close = z.strictObject({
  ...head,
  kind: z.literal('session.close'),
  reason: z.string().min(1).max(64),
});

/**
 * What signalling may ask of a media node, in `POST /v1/commands`. Every command is idempotent by
 * its `commandId` and fenced by `epoch`; any command after `session.create` also commits it.
 */
export const mediaCommandSchema = z.discriminatedUnion('kind', [
  createSession,
  setMetaAnswer,
  setTenantAnswer,
  openGate,
  commit,
  close,
]);

export type MediaCommand = z.output<typeof mediaCommandSchema>;
export type MediaCommandKind = MediaCommand['kind'];
export type MediaCommandOf<K extends MediaCommandKind> = Extract<MediaCommand, { kind: K }>;

const nothing = z.object({});

/** What a media node answers to each kind of command. */
export const mediaResultSchemas = {
  'session.create': z.object({
    /** Our SDP for Meta: the answer of a user-initiated call, the offer of the other kind. */
    metaSdp: z.string(),
    /** Our SDP for the tenant. */
    tenantSdp: z.string(),
    nodeId: z.string(),
    bootId: z.string(),
  }),
  'session.setMetaAnswer': nothing,
  'session.setTenantAnswer': nothing,
  'session.openGate': z.object({ openedAtMs: instantMsSchema }),
  'session.commit': nothing,
  'session.close': nothing,
} as const satisfies Record<MediaCommandKind, z.ZodType>;

export type MediaResult<K extends MediaCommandKind> = z.output<(typeof mediaResultSchemas)[K]>;
