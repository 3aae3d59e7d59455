import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DispatchInboxEvents } from '#patchbay/inbox';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';

/**
 * Works off tenants' events in the background, a few tenants at once and each of them once: however
 * much Meta tells about accounts, calls keep their connections to the database.
 */
@Injectable()
export class InboxRunner implements OnModuleDestroy {
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  readonly #atOnce: number;

  constructor(
    private readonly dispatch: DispatchInboxEvents,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#atOnce = config.INBOX_CONCURRENCY;
  }

  /** Sees to a tenant's events soon; also when it is at them, for there may be new ones. */
  start(tenantId: string): void {
    if (this.#closing.signal.aborted) return;
    this.#waiting.add(tenantId);
    this.#next();
  }

  /** Ends after the event that is under way: what is left is found by the next process. */
  async onModuleDestroy(): Promise<void> {
    this.#closing.abort();
    this.#waiting.clear();
    await Promise.all(this.#running.values());
  }

  #next(): void {
    for (const tenantId of this.#waiting) {
      if (this.#running.size >= this.#atOnce) return;
      if (this.#running.has(tenantId)) continue;
      this.#waiting.delete(tenantId);
      this.#running.set(tenantId, this.#run(tenantId));
    }
  }

  async #run(tenantId: string): Promise<void> {
    try {
      const hasMore = await this.dispatch.execute(tenantId, this.#closing.signal);
      if (hasMore) this.#waiting.add(tenantId);
    } catch (err) {
      // Most likely PostgreSQL is away. The events wait, and the poller comes by again.
      this.logger.warn({ err, tenantId }, 'inbox.dispatch_broke');
    }
    this.#running.delete(tenantId);
    if (!this.#closing.signal.aborted) this.#next();
  }
}
