import { Module } from '@nestjs/common';
import { BillingModule } from '#patchbay/billing';
import { InboxRoleModule } from '../inbox/inbox-role.module.js';
import { Housekeeper } from './housekeeper.js';
import { Housekeeping } from './housekeeping.js';
import { UsageRater } from './usage-rater.js';

/** The batch role of the worker: rating, what Meta tells about accounts, partitions, and what must be forgotten. */
@Module({
  imports: [BillingModule, InboxRoleModule],
  providers: [UsageRater, Housekeeping, Housekeeper],
})
export class BatchModule {}
