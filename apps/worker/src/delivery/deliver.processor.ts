import { Injectable } from '@nestjs/common';
import { deliverJob, deliverLiveJob } from '#patchbay/fanout';
import { type HandlesJob, JobHandler, type JobPayload } from '#patchbay/queue';
import { DeliveryRunner } from './delivery-runner.js';

// A job is done when the endpoint's lane is running: a receiver that hangs must not keep one of the
// few jobs at work. What the lane leaves behind is due in PostgreSQL, where the poller finds it.

/** Starts on the live messages of an endpoint. */
@Injectable()
@JobHandler(deliverLiveJob)
export class DeliverLiveProcessor implements HandlesJob<typeof deliverLiveJob> {
  constructor(private readonly runner: DeliveryRunner) {}

  handle({ tenantId, endpointId }: JobPayload<typeof deliverLiveJob>): Promise<void> {
    this.runner.start({ tenantId, endpointId, isLive: true });
    return Promise.resolve();
  }
}

/** Starts on the other messages of an endpoint. */
@Injectable()
@JobHandler(deliverJob)
export class DeliverProcessor implements HandlesJob<typeof deliverJob> {
  constructor(private readonly runner: DeliveryRunner) {}

  handle({ tenantId, endpointId }: JobPayload<typeof deliverJob>): Promise<void> {
    this.runner.start({ tenantId, endpointId, isLive: false });
    return Promise.resolve();
  }
}
