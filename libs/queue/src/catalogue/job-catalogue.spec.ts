import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineJob, type JobDefinition } from '../job/define-job.js';
import type { QueueName } from '../queue-names.js';
import { CatalogueError } from './catalogue-error.js';
import { JobCatalogue } from './job-catalogue.js';

const spec = {
  name: 'calls.drain',
  version: 1,
  queue: 'signalling',
  schema: z.object({ callId: z.uuid() }),
  attempts: 3,
  backoff: { type: 'fixed', delayMs: 10 },
} as const;
const drain = defineJob(spec);
const handler = { handle: () => Promise.resolve() };
const found = (job: JobDefinition, className = 'DrainProcessor') => ({
  job,
  className,
  instance: handler,
});

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems;
    throw error;
  }
  return [];
}
const problemsOfJobs = (...jobs: JobDefinition[]) =>
  problemsOf(() => new JobCatalogue(jobs, ['signalling']));

describe('the job catalogue', () => {
  it('finds a job by name and version', () => {
    const next = defineJob({ ...spec, version: 2 });
    const catalogue = new JobCatalogue([drain, next], ['signalling']);
    expect(catalogue.find('calls.drain', 2)).toBe(next);
    expect(catalogue.find('calls.drain', 3)).toBeUndefined();
    expect(catalogue.hasName('calls.drain')).toBe(true);
    expect(catalogue.hasName('calls.other')).toBe(false);
  });

  it('refuses two definitions of one name and version, but not two versions', () => {
    expect(problemsOfJobs(drain, defineJob(spec))).toEqual([
      expect.stringContaining('job calls.drain v1 is defined twice'),
    ]);
    expect(problemsOfJobs(drain, defineJob({ ...spec, version: 2 }))).toEqual([]);
  });

  it('refuses a job of a queue that the process does not have', () => {
    expect(problemsOfJobs(defineJob({ ...spec, queue: 'batch' }))).toEqual([
      expect.stringMatching(/belongs to the queue 'batch'.*add it to `queues`/),
    ]);
  });

  it.each([
    [{ name: 'drain' }, "must look like 'calls.drain'"],
    [{ version: 0 }, 'the version must be 1, 2, 3'],
    [{ attempts: 0 }, 'attempts must be at least 1'],
    [{ priority: 1 }, 'has a priority: there are none'],
    [{ schema: z.object({ tenantId: z.uuid() }) }, "'tenantId' belongs to the envelope"],
    [{ schema: z.object({ sdp: z.string() }) }, "'sdp' may hold more than an id"],
    [{ schema: z.object({ call: z.object({ id: z.uuid() }) }) }, "'call' may hold more than an id"],
    [{ schema: z.object({ at: z.number() }) }, "'at' may hold more than an id"],
  ])('refuses %j', (change, problem) => {
    const job = defineJob({ ...spec, ...change } as typeof spec);
    expect(problemsOfJobs(job)).toEqual([expect.stringContaining(problem)]);
  });

  it('takes ids, numbers, flags, words and short texts', () => {
    const schema = z.object({
      callId: z.uuid(),
      seq: z.int(),
      isLive: z.boolean(),
      kind: z.enum(['a', 'b']),
      phoneNumberId: z.string().max(32),
    });
    expect(problemsOfJobs(defineJob({ ...spec, schema }))).toEqual([]);
  });

  it('prints all problems at once', () => {
    const jobs = [defineJob({ ...spec, attempts: 0 }), defineJob({ ...spec, attempts: 0 })];
    expect(problemsOfJobs(...jobs)).toHaveLength(3);
    expect(() => new JobCatalogue(jobs, ['signalling'])).toThrow(
      /The job catalogue is not valid:\n {2}- job calls\.drain v1: attempts/,
    );
  });
});

describe('binding handlers', () => {
  const mail = defineJob({ ...spec, name: 'fanout.deliver', queue: 'delivery' });
  const catalogue = new JobCatalogue([drain, mail], ['signalling', 'delivery']);
  const bind = (consumed: QueueName[], ...handlers: ReturnType<typeof found>[]) =>
    problemsOf(() => catalogue.bind(consumed, handlers));

  it('gives each job of a consumed queue its one handler', () => {
    const handlers = catalogue.bind(['signalling'], [found(drain)]);
    expect([...handlers]).toEqual([[drain, handler]]);
  });

  it('needs no handler for a queue that is consumed elsewhere, and lets one be', () => {
    expect(bind(['signalling'], found(drain), found(mail, 'DeliverProcessor'))).toEqual([]);
    expect(bind([], found(drain))).toEqual([]);
    expect(bind([])).toEqual([]);
  });

  it('refuses a job without a handler and says how to add one', () => {
    expect(bind(['signalling', 'delivery'], found(drain))).toEqual([
      expect.stringMatching(/job fanout\.deliver v1 has no handler.*@JobHandler/),
    ]);
  });

  it('refuses two handlers and names them', () => {
    expect(bind(['signalling'], found(drain, 'A'), found(drain, 'B'))).toEqual([
      expect.stringContaining('job calls.drain v1 has 2 handlers (A and B)'),
    ]);
  });

  it('refuses a handler of a job that is not listed, also of a twin of a listed one', () => {
    const twin = defineJob(spec);
    expect(bind(['signalling'], found(drain), found(twin, 'TwinProcessor'))).toEqual([
      expect.stringMatching(/TwinProcessor handles job calls\.drain v1, which is not in the/),
    ]);
  });
});
