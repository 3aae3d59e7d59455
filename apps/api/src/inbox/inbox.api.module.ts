import { Module } from '@nestjs/common';
import { InboxOperationsModule } from '#patchbay/inbox';
import { InboxEventsResolver } from './inbox-events.resolver.js';
import { InboxOperationsResolver } from './inbox-operations.resolver.js';

/** What staff does with what came in. */
@Module({
  imports: [InboxOperationsModule],
  providers: [InboxEventsResolver, InboxOperationsResolver],
})
export class InboxApiModule {}
