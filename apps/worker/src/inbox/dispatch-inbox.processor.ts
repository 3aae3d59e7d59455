import { Injectable } from '@nestjs/common';
import { dispatchInboxJob } from '#patchbay/inbox';
import { type HandlesJob, JobHandler, type JobPayload } from '#patchbay/queue';
import { InboxRunner } from './inbox-runner.js';

/** Starts on the events of a tenant that a doorbell announced. */
@Injectable()
@JobHandler(dispatchInboxJob)
export class DispatchInboxProcessor implements HandlesJob<typeof dispatchInboxJob> {
  constructor(private readonly runner: InboxRunner) {}

  handle({ tenantId }: JobPayload<typeof dispatchInboxJob>): Promise<void> {
    this.runner.start(tenantId);
    return Promise.resolve();
  }
}
