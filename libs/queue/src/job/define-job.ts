import { z } from 'zod';
import type { QueueName } from '../queue-names.js';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What every job carries besides its ids. */
export const envelopeShape = {
  v: z.number().int(),
  tenantId: z.uuid(),
  /** W3C trace context of whoever rang. */
  traceparent: z.string().regex(TRACEPARENT),
  /** After this the work is of no use any more; the handler decides what that means. */
  deadlineAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional(),
};

/** How long to wait after a failed attempt: always `delayMs`, or doubling up to `maxDelayMs`. */
export type Backoff =
  | { readonly type: 'fixed'; readonly delayMs: number }
  | { readonly type: 'exponential'; readonly delayMs: number; readonly maxDelayMs: number };

/** What the author of a job decides about it. */
export interface JobSpec<Ids extends z.ZodObject> {
  /** `<context>.<what>`, such as `calls.drain`. */
  readonly name: string;
  /** Raise it when the ids change, and keep the old definition until no old job is left. */
  readonly version: number;
  readonly queue: QueueName;
  /** The ids that say where the work is. Never the work itself. */
  readonly schema: Ids;
  /** How often it is tried; a RetryLater does not count. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /**
   * While a job of this tenant with the same key has been rung and not begun, another ring adds
   * none. It saves work and promises nothing: handlers are idempotent.
   */
  dedupeKey?(ids: z.output<Ids>): string;
}

/** A job's contract: both who rings and who works import it. */
export interface JobDefinition<Ids extends z.ZodObject = z.ZodObject> extends JobSpec<Ids> {
  readonly envelope: z.ZodType;
}

/** What a handler is given. */
export type JobPayload<Job extends JobDefinition> = z.output<Job['schema']> & {
  readonly v: number;
  readonly tenantId: string;
  readonly traceparent: string;
  readonly deadlineAt?: Date | undefined;
};

/** Not z.input of the object: a job without ids of its own would have no field at all. */
type IdsOf<Shape extends z.core.$ZodShape> = { [Id in keyof Shape]: z.input<Shape[Id]> };

/** What is needed to ring: the ids, the tenant, and the trace to go on with if there is one. */
export type RingPayload<Job extends JobDefinition> = IdsOf<Job['schema']['shape']> & {
  readonly tenantId: string;
  readonly traceparent: string | null;
  readonly deadlineAt?: Date | undefined;
};

/**
 * Declares a job. A job means "call K (or endpoint E) has work", never "process this event": it may
 * be lost, repeated or late, and its handler reads from PostgreSQL what there is to do. List it in
 * `QueueModule.forRoot({ jobs })` of every process that rings or handles it.
 */
export function defineJob<Ids extends z.ZodObject>(spec: JobSpec<Ids>): JobDefinition<Ids> {
  const envelope = z.strictObject({
    ...spec.schema.shape,
    ...envelopeShape,
    v: z.literal(spec.version),
  });
  return Object.freeze({ ...spec, envelope });
}

/** `calls.drain v1`: how errors and logs name a job. */
export function titleOf(job: { readonly name: string; readonly version: number }): string {
  return `${job.name} v${job.version}`;
}
