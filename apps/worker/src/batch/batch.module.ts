import { type DynamicModule, Module } from '@nestjs/common';
import { BillingModule } from '#patchbay/billing';
import { CallExportWriteModule, CallMediaFetchModule, EraseCallFiles } from '#patchbay/calls';
import type { GraphConfig } from '#patchbay/meta';
import { CallMessagesModule, CONSUMER_BOOK, CONSUMER_DIRECTORY } from '#patchbay/permissions';
import { InboxRoleModule } from '../inbox/inbox-role.module.js';
import type { WorkerConfig } from '../worker.config.js';
import { CallExporter } from './call-exporter.js';
import { CallMediaFetcher } from './call-media-fetcher.js';
import { Greeter } from './greeter.js';
import { CHORES, Housekeeper } from './housekeeper.js';
import { type Chore, Housekeeping } from './housekeeping.js';
import { PermissionKeeper } from './permission-keeper.js';
import { UsageRater } from './usage-rater.js';

/** What housekeeping does beside the database's own: files go from the store first. */
const chores = {
  provide: CHORES,
  inject: [Housekeeping, EraseCallFiles],
  useFactory: (housekeeping: Housekeeping, erase: EraseCallFiles): readonly Chore[] => [
    ...housekeeping.chores,
    { name: 'erase_call_files', everyMs: 60_000, run: () => erase.execute() },
  ],
};

/**
 * The batch role of the worker: rating, what Meta tells about accounts, ends of permissions, files and
 * exports of calls, partitions, and what must be forgotten.
 */
@Module({})
export class BatchModule {
  static forRoot(
    graph: GraphConfig,
    config: Pick<WorkerConfig, 'CALL_EXPORT_DAYS' | 'CALL_MEDIA_DAYS'>,
  ): DynamicModule {
    const consumers = { provide: CONSUMER_BOOK, useExisting: CONSUMER_DIRECTORY };
    return {
      module: BatchModule,
      imports: [
        BillingModule,
        InboxRoleModule,
        CallMediaFetchModule.forRoot(graph, config.CALL_MEDIA_DAYS),
        CallExportWriteModule.forRoot({ keptDays: config.CALL_EXPORT_DAYS }),
        CallMessagesModule.forRoot({ graph, consumers }),
      ],
      providers: [
        UsageRater,
        Housekeeping,
        chores,
        Housekeeper,
        CallMediaFetcher,
        CallExporter,
        Greeter,
        PermissionKeeper,
      ],
    };
  }
}
