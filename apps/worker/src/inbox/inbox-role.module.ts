import { Module } from '@nestjs/common';
import { InboxDispatchModule } from '#patchbay/inbox';
import { DispatchInboxProcessor } from './dispatch-inbox.processor.js';
import { InboxPoller } from './inbox-poller.js';
import { InboxRunner } from './inbox-runner.js';

/** The part of the batch role that brings Meta's events about no call to their contexts. */
@Module({
  imports: [InboxDispatchModule],
  providers: [InboxRunner, InboxPoller, DispatchInboxProcessor],
})
export class InboxRoleModule {}
