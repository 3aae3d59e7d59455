import { newTraceparent } from '#patchbay/kernel';
import { z } from 'zod';
import type { JobCatalogue } from '../catalogue/job-catalogue.js';
import { type JobDefinition, type JobPayload, type RingPayload, titleOf } from './define-job.js';
import { Unrecoverable } from './job-errors.js';

const MAX_BYTES = 1024;

/** What is common to all envelopes, of whatever job and version. */
const anyEnvelope = z.looseObject({ v: z.number().int(), tenantId: z.uuid() });

/** A job that was understood. */
export interface ParsedJob {
  readonly definition: JobDefinition;
  readonly payload: JobPayload<JobDefinition>;
}

/** What goes into Redis for a ring. Throws when the payload is not what the job declares: a bug. */
export function writeEnvelope<Job extends JobDefinition>(
  job: Job,
  { deadlineAt, traceparent, ...ids }: RingPayload<Job>,
): Record<string, unknown> {
  const envelope = {
    ...ids,
    v: job.version,
    traceparent: traceparent ?? newTraceparent(),
    ...(deadlineAt === undefined ? {} : { deadlineAt: deadlineAt.toISOString() }),
  };
  const result = job.envelope.safeParse(envelope);
  if (!result.success) {
    throw new TypeError(`job ${titleOf(job)} cannot be rung: ${problemsIn(result.error)}`);
  }
  if (Buffer.byteLength(JSON.stringify(envelope)) > MAX_BYTES) {
    throw new TypeError(`job ${titleOf(job)} cannot be rung: more than ${MAX_BYTES} bytes of ids`);
  }
  return envelope;
}

/**
 * Reads what came out of Redis. Throws Unrecoverable, with no value in its text, when it is no
 * envelope, names no tenant, or is of a job or version that this process does not know.
 */
export function readEnvelope(catalogue: JobCatalogue, name: string, data: unknown): ParsedJob {
  const common = anyEnvelope.safeParse(data);
  if (!common.success) {
    throw new Unrecoverable(`the envelope of job ${name} is refused: ${problemsIn(common.error)}`);
  }
  const { v } = common.data;
  const definition = catalogue.find(name, v);
  if (definition === undefined) {
    const what = catalogue.hasName(name) ? `version ${v} of job ${name}` : `job ${name}`;
    throw new Unrecoverable(`${what} is not in this process's catalogue`);
  }
  const parsed = definition.envelope.safeParse(data);
  if (!parsed.success) {
    const title = titleOf(definition);
    throw new Unrecoverable(`the payload of job ${title} is refused: ${problemsIn(parsed.error)}`);
  }
  return { definition, payload: parsed.data as JobPayload<JobDefinition> };
}

/** Fields and rules only: the values may be anything, so they stay out of logs and error texts. */
function problemsIn(error: z.ZodError): string {
  return error.issues
    .map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${issue.keys.join(', ')}`
        : `${issue.path.join('.') || 'the whole'} (${issue.code})`,
    )
    .join('; ');
}
