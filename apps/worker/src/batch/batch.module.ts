import { type DynamicModule, Module } from '@nestjs/common';
import { BillingModule } from '#patchbay/billing';
import { CallMediaFetchModule } from '#patchbay/calls';
import type { GraphConfig } from '#patchbay/meta';
import { CallMessagesModule, CONSUMER_BOOK, CONSUMER_DIRECTORY } from '#patchbay/permissions';
import { InboxRoleModule } from '../inbox/inbox-role.module.js';
import { CallMediaFetcher } from './call-media-fetcher.js';
import { Greeter } from './greeter.js';
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
    const consumers = { provide: CONSUMER_BOOK, useExisting: CONSUMER_DIRECTORY };
    return {
      module: BatchModule,
      imports: [
        BillingModule,
        InboxRoleModule,
        CallMediaFetchModule.forRoot(graph),
        CallMessagesModule.forRoot({ graph, consumers }),
      ],
      providers: [UsageRater, Housekeeping, Housekeeper, CallMediaFetcher, Greeter],
    };
  }
}
