import { Inject, Injectable } from '@nestjs/common';
import { FindWaitingTenants } from '#patchbay/inbox';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';
import { InboxRunner } from './inbox-runner.js';

/** Finds the events that no doorbell announced and those whose retry has come. */
@Injectable()
export class InboxPoller extends InRounds {
  constructor(
    private readonly findWaitingTenants: FindWaitingTenants,
    private readonly runner: InboxRunner,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    const everyMs = config.INBOX_POLL_MS;
    this.every({ name: 'inbox.poll', everyMs, logger }, () => this.poll());
  }

  async poll(): Promise<void> {
    for (const tenantId of await this.findWaitingTenants.execute()) this.runner.start(tenantId);
  }
}
