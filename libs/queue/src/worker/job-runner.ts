import { childTraceparent, type Logger, scrub, traceIdOf } from '#patchbay/kernel';
import type { Job } from 'bull';
import type { Handlers, JobCatalogue } from '../catalogue/job-catalogue.js';
import { titleOf } from '../job/define-job.js';
import { type ParsedJob, readEnvelope } from '../job/job-envelope.js';
import { RetryLater, Unrecoverable } from '../job/job-errors.js';
import { jobSeconds } from '../queue-metrics.js';
import { JobFailure } from './retry-delay.js';

const SLOW_JOB_SECONDS = 5;

/** How an attempt ended. */
type Outcome = 'done' | 'retry' | 'later' | 'failed' | 'handed_back';

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** The process is closing: the job goes back to its queue as if it had not been taken. */
class HandedBack extends Error {
  constructor() {
    super('the process that had the job is closing');
  }
}

/** Puts a job that is still running back into its queue, where another worker takes it at once. */
export async function handBack(job: Job, logger: Logger): Promise<void> {
  await job.moveToFailed(told(job, 'handed_back', { err: new HandedBack(), logger }));
}

/**
 * What happens to every job, of every queue: its envelope is read, its handler called, and what the
 * handler threw is told to Bull. Nothing is swallowed: an attempt that did not succeed is retried
 * or kept as failed.
 */
export class JobRunner {
  readonly #catalogue: JobCatalogue;
  readonly #logger: Logger;
  readonly #running = new Map<Job, Running>();
  #handlers: Handlers = new Map();
  #isClosing = false;

  constructor(catalogue: JobCatalogue, logger: Logger) {
    this.#catalogue = catalogue;
    this.#logger = logger;
  }

  use(handlers: Handlers): void {
    this.#handlers = handlers;
  }

  /** Bull's processor. Rejects with a JobFailure when the attempt did not succeed. */
  async run(job: Job): Promise<void> {
    const controller = new AbortController();
    const logger = this.#logger.child({ queue: job.queue.name, job: job.name, jobId: job.id });
    const stopTimer = jobSeconds.startTimer({ queue: job.queue.name });
    let end!: () => void;
    this.#running.set(job, { controller, ended: new Promise((resolve) => (end = resolve)) });
    let outcome: Outcome = 'done';
    try {
      await this.#attempt(job, controller.signal, logger);
    } catch (err) {
      outcome = outcomeOf(job, err);
      throw told(job, outcome, { err, logger });
    } finally {
      const known = this.#catalogue.hasName(job.name) ? job.name : 'unknown';
      const seconds = stopTimer({ job: known, outcome });
      if (seconds > SLOW_JOB_SECONDS) logger.warn({ seconds }, 'job.slow');
      this.#running.delete(job);
      end();
    }
  }

  /**
   * Takes no more jobs, tells the running ones to stop, and waits for them until `graceMs` passed.
   * Returns those that are still running then.
   */
  async stop(graceMs: number): Promise<Job[]> {
    this.#isClosing = true;
    for (const { controller } of this.#running.values()) controller.abort();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    const ended = Promise.all([...this.#running.values()].map((running) => running.ended));
    await Promise.race([ended, grace]);
    clearTimeout(timer);
    return [...this.#running.keys()];
  }

  async #attempt(job: Job, signal: AbortSignal, logger: Logger): Promise<void> {
    if (this.#isClosing) throw new HandedBack();
    const { definition, payload }: ParsedJob = readEnvelope(this.#catalogue, job.name, job.data);
    const handler = this.#handlers.get(definition);
    if (handler === undefined || definition.queue !== job.queue.name) {
      throw new Unrecoverable(`job ${titleOf(definition)} does not belong to this queue`);
    }
    await openBell(job);
    const traceparent = childTraceparent(payload.traceparent);
    await handler.handle(payload, {
      jobId: String(job.id),
      attempt: job.attemptsMade + 1,
      traceparent,
      signal,
      logger: logger.child({ tenantId: payload.tenantId, traceId: traceIdOf(traceparent) }),
    });
  }
}

/**
 * From here on a ring adds a new job. Before the handler reads anything: whoever commits after that
 * reading must not find the bell already rung.
 */
async function openBell(job: Job): Promise<void> {
  const { debounce } = job.opts;
  if (debounce === undefined) return;
  const { client, toKey } = job.queue as unknown as {
    client: { del: (key: string) => Promise<number> };
    toKey: (part: string) => string;
  };
  // When Redis is away nobody can ring either, and the bell falls silent by itself five seconds on.
  await client.del(`${toKey.call(job.queue, 'de')}:${debounce.id}`).catch(() => undefined);
}

function outcomeOf(job: Job, err: unknown): Outcome {
  if (err instanceof HandedBack) return 'handed_back';
  if (err instanceof RetryLater) return 'later';
  if (err instanceof Unrecoverable) return 'failed';
  return job.attemptsMade + 1 < (job.opts.attempts ?? 1) ? 'retry' : 'failed';
}

/** Logs the end of an attempt and turns it into what Bull understands. */
function told(
  job: Job,
  outcome: Outcome,
  { err, logger }: { err: unknown; logger: Logger },
): JobFailure {
  const attempt = job.attemptsMade + 1;
  // Bull counts every attempt that ends with an error; these two are none.
  if (outcome === 'later' || outcome === 'handed_back') job.attemptsMade -= 1;
  if (outcome === 'failed') {
    void job.discard();
    logger.error({ err, attempt }, 'job.failed');
  } else if (outcome === 'retry') {
    logger.warn({ err, attempt }, 'job.will_retry');
  } else {
    logger.debug({ attempt, outcome }, 'job.comes_back');
  }
  const error = err instanceof Error ? err : new Error(String(err));
  const text = {
    message: scrub(error.message),
    ...(error.stack === undefined ? {} : { stack: scrub(error.stack) }),
  };
  return new JobFailure(text, delayOf(err));
}

function delayOf(err: unknown): number | undefined {
  if (err instanceof RetryLater) return err.delayMs;
  return err instanceof HandedBack ? 0 : undefined;
}
