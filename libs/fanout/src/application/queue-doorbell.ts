import { Inject, Injectable, Optional } from '@nestjs/common';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { Doorbell } from '#patchbay/queue';
import { StateConnection, StateUnavailable } from '#patchbay/state';
import { deliverJob, deliverLiveJob } from '../fanout.jobs.js';
import type { DeliveryDoorbell, DeliveryRing } from './delivery-doorbell.port.js';
import { type MessageNews, newsTopic } from './message-news.js';

/** Rings through the job queue, and never keeps or fails the one who rings. */
@Injectable()
export class QueueDoorbell implements DeliveryDoorbell {
  constructor(
    private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
    @Optional() @Inject(StateConnection) private readonly state?: StateConnection,
  ) {}

  ring({ isLive, ...payload }: DeliveryRing): void {
    const job = isLive ? deliverLiveJob : deliverJob;
    this.doorbell.ring(job, payload).catch((err: unknown) => {
      // Redis being away is no error there: what comes here is a mistake in our own wiring.
      const { tenantId, endpointId } = payload;
      this.logger.error({ err, tenantId, endpointId }, 'delivery.ring_broke');
    });
  }

  announce({ tenantId, messageId, callId }: MessageNews): void {
    const news = JSON.stringify({ messageId, callId });
    const published = this.state?.run('messages.announce', (redis) =>
      redis.publish(newsTopic(tenantId), news),
    );
    published?.catch((err: unknown) => {
      // Followers look every second as well.
      if (err instanceof StateUnavailable) return;
      this.logger.error({ err, tenantId, messageId }, 'messages.announcement_broke');
    });
  }
}
