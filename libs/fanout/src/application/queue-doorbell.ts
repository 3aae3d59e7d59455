import { Inject, Injectable } from '@nestjs/common';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { Doorbell } from '#patchbay/queue';
import { deliverJob, deliverLiveJob } from '../fanout.jobs.js';
import type { DeliveryDoorbell, DeliveryRing } from './delivery-doorbell.port.js';

/** Rings through the job queue, and never keeps or fails the one who rings. */
@Injectable()
export class QueueDoorbell implements DeliveryDoorbell {
  constructor(
    private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  ring({ isLive, ...payload }: DeliveryRing): void {
    const job = isLive ? deliverLiveJob : deliverJob;
    this.doorbell.ring(job, payload).catch((err: unknown) => {
      // Redis being away is no error there: what comes here is a mistake in our own wiring.
      const { tenantId, endpointId } = payload;
      this.logger.error({ err, tenantId, endpointId }, 'delivery.ring_broke');
    });
  }
}
