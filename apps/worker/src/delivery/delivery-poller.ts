import { Inject, Injectable } from '@nestjs/common';
import { FANOUT_CONFIG, type FanoutConfig, FindDueEndpoints } from '#patchbay/fanout';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';
import { DeliveryRunner } from './delivery-runner.js';

/**
 * Finds what no doorbell announced: bells that got lost and retries whose time has come. Every
 * process of the role polls; the leases in PostgreSQL keep them from sending anything twice.
 */
@Injectable()
export class DeliveryPoller extends InRounds {
  constructor(
    private readonly findDueEndpoints: FindDueEndpoints,
    private readonly runner: DeliveryRunner,
    @Inject(FANOUT_CONFIG) config: FanoutConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    const everyMs = config.FANOUT_POLL_MS;
    this.every({ name: 'delivery.poll', everyMs, logger }, () => this.poll());
  }

  async poll(): Promise<void> {
    for (const lane of await this.findDueEndpoints.execute()) this.runner.start(lane);
  }
}
