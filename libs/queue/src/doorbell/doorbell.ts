import { randomUUID } from 'node:crypto';
import type { Logger } from '#patchbay/kernel';
import { RedisLink } from '#patchbay/state';
import Bull, { type JobOptions, type Queue } from 'bull';
import { bullSettings } from '../catalogue/bull-settings.js';
import type { JobCatalogue } from '../catalogue/job-catalogue.js';
import { type JobDefinition, type RingPayload, titleOf } from '../job/define-job.js';
import { writeEnvelope } from '../job/job-envelope.js';
import type { QueueName } from '../queue-names.js';
import { rings, ringSeconds } from '../queue-metrics.js';
import { STRATEGY } from '../worker/retry-delay.js';

/** The longest that ringing keeps its caller. */
export const RING_LIMIT_MS = 100;

// A bell that was not answered for this long may be rung again.
const DEDUPE_TTL_MS = 5000;
const KEEP_COMPLETED = 200;
const KEEP_FAILED_SECONDS = 7 * 24 * 3600;
const KEEP_FAILED = 10_000;
const START_TIMEOUT_MS = 2000;

/**
 * `rung`: a job was added · `already_rung`: one that has not begun yet will do · `lost`: Redis did
 * not answer, and the sweeper will find the work.
 */
export type RingOutcome = 'rung' | 'already_rung' | 'lost';

/** Which queues can be rung, and where they are. */
export interface DoorbellOptions {
  readonly redisUrl: string;
  readonly logger: Logger;
  readonly queues: readonly QueueName[];
  readonly catalogue: JobCatalogue;
}

/**
 * Tells workers that there is work. Ring after the commit that made the work, never inside the
 * transaction. Ringing takes at most 100 ms, nothing while Redis is known to be away, and never
 * fails because of Redis: the work is in PostgreSQL, and sweepers find what no bell announced.
 */
export class Doorbell {
  readonly #options: DoorbellOptions;
  readonly #link: RedisLink;
  readonly #queues: ReadonlyMap<QueueName, Queue>;
  #overdue = 0;
  #isLosing = false;

  constructor(options: DoorbellOptions) {
    this.#options = options;
    this.#link = new RedisLink({
      url: options.redisUrl,
      name: 'queue-doorbell',
      logger: options.logger,
    });
    this.#link.client.setMaxListeners(100);
    const createClient = (): RedisLink['client'] => this.#link.client;
    this.#queues = new Map(
      options.queues.map((name) => [
        name,
        new Bull(name, { createClient, settings: bullSettings }),
      ]),
    );
  }

  /** Whether a bell would be heard now. */
  get isReachable(): boolean {
    return this.#link.isReady;
  }

  /** Gives a starting process two seconds to reach Redis. */
  async waitUntilReachable(): Promise<boolean> {
    return this.#link.waitUntilReady(START_TIMEOUT_MS);
  }

  /**
   * Rings for a job. Rejects only when the payload is not what the job declares or the job is not
   * in this process's catalogue: bugs, which the first test shows.
   */
  async ring<Job extends JobDefinition>(job: Job, payload: RingPayload<Job>): Promise<RingOutcome> {
    const [outcome = 'lost'] = await this.ringAll(job, [payload]);
    return outcome;
  }

  /** Rings for many jobs of one kind, which costs Redis and us one round trip. */
  async ringAll<Job extends JobDefinition>(
    job: Job,
    payloads: readonly RingPayload<Job>[],
  ): Promise<RingOutcome[]> {
    const queue = this.#queues.get(job.queue);
    if (queue === undefined || !this.#options.catalogue.has(job)) {
      throw new TypeError(
        `job ${titleOf(job)} cannot be rung: add it to \`jobs\` of QueueModule.forRoot`,
      );
    }
    if (payloads.length === 0) return [];
    const envelopes = payloads.map((payload) => writeEnvelope(job, payload));
    const stopTimer = ringSeconds.startTimer({ queue: job.queue });
    const outcomes = await this.#ring(queue, job, envelopes);
    stopTimer();
    for (const outcome of outcomes) rings.inc({ queue: job.queue, outcome });
    return outcomes;
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  async #ring(
    queue: Queue,
    job: JobDefinition,
    envelopes: readonly Record<string, unknown>[],
  ): Promise<RingOutcome[]> {
    const lost = (error: unknown): RingOutcome[] => envelopes.map(() => this.#lose(job, error));
    if (!this.#link.isReady) return lost(new Error('there is no connection to Redis'));
    // Redis is connected and silent: one ring waits for it, the others need not.
    if (this.#overdue > 0) return lost(new Error('Redis owes earlier answers'));
    const jobs = envelopes.map((envelope) => {
      return { name: job.name, data: envelope, opts: jobOptions(job, envelope) };
    });
    try {
      const ids = await this.#bounded(idsOfAdded(queue, jobs));
      this.#isLosing = false;
      return jobs.map(({ opts }, index) => (ids[index] === opts.jobId ? 'rung' : 'already_rung'));
    } catch (err) {
      return lost(err);
    }
  }

  async #bounded<T>(adding: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    let isOverdue = false;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isOverdue = true;
        this.#overdue += 1;
        reject(new Error(`Redis did not answer within ${RING_LIMIT_MS} ms`));
      }, RING_LIMIT_MS);
    });
    const settled = adding.finally(() => {
      clearTimeout(timer);
      if (isOverdue) this.#overdue -= 1;
    });
    // Nobody listens any more when it fails after the limit.
    settled.catch(() => undefined);
    return Promise.race([settled, limit]);
  }

  #lose(job: JobDefinition, err: unknown): RingOutcome {
    if (!this.#isLosing) {
      this.#isLosing = true;
      this.#options.logger.warn({ err, job: titleOf(job), queue: job.queue }, 'doorbell.lost');
    }
    return 'lost';
  }
}

interface JobToAdd {
  readonly name: string;
  readonly data: object;
  readonly opts: JobOptions;
}

/** The ids under which Bull keeps the jobs: another than ours is that of a job that waits already. */
async function idsOfAdded(queue: Queue, jobs: readonly JobToAdd[]): Promise<unknown[]> {
  const [only] = jobs;
  const added =
    jobs.length === 1 && only !== undefined
      ? [await queue.add(only.name, only.data, only.opts)]
      : await queue.addBulk([...jobs]);
  const ids: unknown[] = added.map(({ id }) => id);
  // Bull drops the error of a job within a bulk, which leaves it without an id.
  if (ids.includes(undefined)) throw new Error('Redis did not take all of the jobs');
  return ids;
}

function jobOptions(job: JobDefinition, envelope: Record<string, unknown>): JobOptions {
  const key = job.dedupeKey?.(envelope);
  const id = `${titleOf(job)}:${String(envelope.tenantId)}:${key ?? ''}`;
  return {
    // Bull would count from 1 again after a flush, and take an old running job for a new one.
    jobId: randomUUID(),
    attempts: job.attempts,
    backoff: { type: STRATEGY, options: job.backoff },
    removeOnComplete: KEEP_COMPLETED,
    removeOnFail: { age: KEEP_FAILED_SECONDS, count: KEEP_FAILED },
    stackTraceLimit: 3,
    ...(key === undefined ? {} : { debounce: { id, ttl: DEDUPE_TTL_MS } }),
  };
}
