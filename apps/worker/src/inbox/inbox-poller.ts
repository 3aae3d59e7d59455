import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { FindWaitingTenants } from '#patchbay/inbox';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { Ticker } from '../ticker.js';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';
import { InboxRunner } from './inbox-runner.js';

/** Finds the events that no doorbell announced and those whose retry has come. */
@Injectable()
export class InboxPoller implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ticker: Ticker;

  constructor(
    private readonly findWaitingTenants: FindWaitingTenants,
    private readonly runner: InboxRunner,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    const everyMs = config.INBOX_POLL_MS;
    this.#ticker = new Ticker({ name: 'inbox.poll', everyMs, logger }, () => this.poll());
  }

  async poll(): Promise<void> {
    for (const tenantId of await this.findWaitingTenants.execute()) this.runner.start(tenantId);
  }

  onApplicationBootstrap(): void {
    this.#ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#ticker.stop();
  }
}
