import { Module } from '@nestjs/common';
import { BillingModule } from '#patchbay/billing';
import { Housekeeper } from './housekeeper.js';
import { Housekeeping } from './housekeeping.js';
import { UsageRater } from './usage-rater.js';

/** The batch role of the worker: rating, partitions, and what must be forgotten. */
@Module({ imports: [BillingModule], providers: [UsageRater, Housekeeping, Housekeeper] })
export class BatchModule {}
