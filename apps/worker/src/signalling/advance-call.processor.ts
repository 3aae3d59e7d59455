import { Injectable } from '@nestjs/common';
import { advanceCallJob, CallPump } from '#patchbay/calls';
import { type HandlesJob, JobHandler, type JobPayload } from '#patchbay/queue';

/** Advances a call that a doorbell announced. */
@Injectable()
@JobHandler(advanceCallJob)
export class AdvanceCallProcessor implements HandlesJob<typeof advanceCallJob> {
  constructor(private readonly pump: CallPump) {}

  // The job is done when the work has begun: a slow answer of Meta's must not keep one of the few
  // jobs at work, and what a dying process leaves undone is found by the sweeper.
  handle({ tenantId, callId }: JobPayload<typeof advanceCallJob>): Promise<void> {
    this.pump.start(tenantId, callId);
    return Promise.resolve();
  }
}
