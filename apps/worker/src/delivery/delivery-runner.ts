import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DeliverDue, type Lane } from '#patchbay/fanout';
import { type Logger, LOGGER } from '#patchbay/kernel';

/** Runs lanes in the background, and ends them when the process closes. */
@Injectable()
export class DeliveryRunner implements OnModuleDestroy {
  constructor(
    private readonly deliverDue: DeliverDue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(lane: Lane): void {
    this.deliverDue.execute(lane).catch((err: unknown) => {
      // Most likely PostgreSQL is away. The rows stay due, and the poller comes by again.
      this.logger.warn({ err, ...lane }, 'delivery.lane_broke');
    });
  }

  /** In-flight deliveries are aborted, written down as ABORTED and stay due. */
  async onModuleDestroy(): Promise<void> {
    await this.deliverDue.close();
  }
}
