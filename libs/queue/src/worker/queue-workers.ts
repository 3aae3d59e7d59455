import type { Logger } from '#patchbay/kernel';
import type { Job, Queue } from 'bull';
import { refuseProblems } from '../catalogue/catalogue-error.js';
import { problemsOfQueue } from '../catalogue/bull-settings.js';
import type { BullConnections } from '../connections/bull-connections.js';
import { stalledJobs } from '../queue-metrics.js';
import type { QueueName } from '../queue-names.js';
import { isConnectionError } from './connection-errors.js';
import { handBack, type JobRunner } from './job-runner.js';

const START_TIMEOUT_MS = 2000;
const GRACE_MS = 1000;
const FLUSH_MS = 250;
const STALLED_TOO_OFTEN = 'job stalled more than allowable limit';

/** A queue as it was made, and how many of its jobs run at once. */
export interface ConsumedQueue {
  readonly queue: Queue;
  readonly concurrency: number;
}

/** The parts of Bull's queue that closing must mend and its types do not tell. */
interface QueueInternals {
  setWorkerName: () => Promise<void>;
  delayTimer?: NodeJS.Timeout;
  errorRetryTimer?: Readonly<Record<string, NodeJS.Timeout>>;
}

/** The workers of this process: starts them, and closes them within two seconds whatever they do. */
export class QueueWorkers {
  readonly #connections: BullConnections;
  readonly #runner: JobRunner;
  readonly #logger: Logger;
  #consumed: readonly ConsumedQueue[] = [];
  #hasStarted = false;
  #closing: Promise<void> | undefined;

  constructor(connections: BullConnections, runner: JobRunner, logger: Logger) {
    this.#connections = connections;
    this.#runner = runner;
    this.#logger = logger;
  }

  /** Takes the queues as they were made. Throws CatalogueError when their settings are not ours. */
  adopt(consumed: readonly ConsumedQueue[]): void {
    refuseProblems(consumed.flatMap(({ queue }) => problemsOfQueue(queue)));
    this.#consumed = consumed;
    for (const { queue } of consumed) this.#listen(queue);
  }

  /** Begins to take jobs; without Redis, as soon as it is there. */
  async start(): Promise<void> {
    if (this.#consumed.length === 0) return;
    const { commands } = this.#connections;
    if (await commands.waitUntilReady(START_TIMEOUT_MS)) {
      this.#consume();
      return;
    }
    this.#logger.warn('queue.waits_for_redis');
    commands.onReady(() => {
      this.#consume();
    });
  }

  /**
   * Takes no more jobs; lets the running ones finish for a second, with their signal aborted; puts
   * those that do not back into their queue, where another worker takes them at once.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #consume(): void {
    if (this.#hasStarted || this.#closing !== undefined) return;
    this.#hasStarted = true;
    for (const { queue, concurrency } of this.#consumed) {
      this.#connections.openFor(queue.name as QueueName);
      // Our connections carry the worker's name already; Bull's own way rejects unheard when the
      // connection ends before it was ready.
      (queue as unknown as QueueInternals).setWorkerName = () => Promise.resolve();
      queue
        .process('*', concurrency, (job: Job) => this.#runner.run(job))
        .catch((err: unknown) => {
          if (this.#closing === undefined) {
            this.#logger.error({ err, queue: queue.name }, 'queue.stopped');
          }
        });
    }
  }

  #listen(queue: Queue): void {
    queue.on('error', (err: unknown) => {
      // The connection itself says, once, that it was lost.
      if (this.#closing !== undefined || isConnectionError(err)) return;
      this.#logger.warn({ err, queue: queue.name }, 'queue.error');
    });
    queue.on('stalled', (job: Job) => {
      stalledJobs.inc({ queue: queue.name });
      this.#logger.warn({ queue: queue.name, job: job.name, jobId: job.id }, 'job.stalled');
    });
    queue.on('failed', (job: Job | null, err: Error) => {
      // Every other failure was logged where it happened.
      if (err.message !== STALLED_TOO_OFTEN) return;
      this.#logger.error({ queue: queue.name, job: job?.name, jobId: job?.id, err }, 'job.failed');
    });
  }

  async #close(): Promise<void> {
    // `true`: Bull waits for no job; we do, for as long as we choose.
    const closings = this.#consumed.map(({ queue }) => queue.close(true));
    await this.#connections.interrupt();
    const abandoned = await this.#runner.stop(GRACE_MS);
    await this.#flush(abandoned);
    await Promise.all(closings);
    await this.#connections.close();
    await nextTurn();
    for (const { queue } of this.#consumed) stopTimers(queue);
  }

  /** Sees to it that Redis has heard how the last jobs ended. */
  async #flush(abandoned: readonly Job[]): Promise<void> {
    if (!this.#hasStarted || !this.#connections.commands.isReady) return;
    for (const job of abandoned) {
      this.#logger.warn({ queue: job.queue.name, job: job.name, jobId: job.id }, 'job.abandoned');
    }
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FLUSH_MS);
    });
    // Bull writes a job's end a few promises after its processor ended, on this same connection:
    // what is asked after that is answered after it.
    await nextTurn();
    const flushed = Promise.allSettled([
      ...abandoned.map((job) => handBack(job, this.#logger)),
      this.#connections.commands.client.ping(),
    ]);
    await Promise.race([flushed, limit]);
    clearTimeout(timer);
  }
}

/** Answers that were on their way while Bull closed may have set its timers once more. */
function stopTimers(queue: QueueInternals): void {
  clearTimeout(queue.delayTimer);
  for (const timer of Object.values(queue.errorRetryTimer ?? {})) clearTimeout(timer);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
