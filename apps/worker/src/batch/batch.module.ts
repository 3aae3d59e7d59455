import { type DynamicModule, Module } from '@nestjs/common';
import { BillingModule } from '#patchbay/billing';
import { CallMediaFetchModule } from '#patchbay/calls';
import type { GraphConfig } from '#patchbay/meta';
import { InboxRoleModule } from '../inbox/inbox-role.module.js';
import { CallMediaFetcher } from './call-media-fetcher.js';
import { Housekeeper } from './housekeeper.js';
import { Housekeeping } from './housekeeping.js';
import { UsageRater } from './usage-rater.js';

/**
 * The batch role of the worker: rating, what Meta tells about accounts, files of calls, partitions,
 * and what must be forgotten.
 */
@Module({})
export class BatchModule {
  static forRoot(graph: GraphConfig): DynamicModule {
    return {
      module: BatchModule,
      imports: [BillingModule, InboxRoleModule, CallMediaFetchModule.forRoot(graph)],
      providers: [UsageRater, Housekeeping, Housekeeper, CallMediaFetcher],
    };
  }
}
