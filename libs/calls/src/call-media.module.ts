import { type DynamicModule, Module, type OnModuleDestroy } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { DELIVERY_DOORBELL } from '#patchbay/fanout';
import { CLOCK, ENVELOPE, LOGGER } from '#patchbay/kernel';
import { GraphClient, type GraphConfig, MediaDownloads } from '#patchbay/meta';
import { OBJECT_STORE } from '#patchbay/storage';
import { FetchCallMedia } from './application/fetch-call-media.js';
import { ReadCallMedia } from './application/read-call-media.js';
import { SetFileRetention } from './application/set-file-retention.js';
import { fileReader, madeOf } from './made-of.js';
import { DueCallMedia } from './persistence/call-media.repository.js';
import './persistence/entities.js';

/** What shows the files of calls. Needs the kernel, database and storage modules in the root. */
@Module({
  providers: [SetFileRetention, fileReader(ReadCallMedia)],
  exports: [ReadCallMedia, SetFileRetention],
})
export class CallMediaModule {}

const FETCHER = {
  database: TenantDatabase,
  due: DueCallMedia,
  graph: GraphClient,
  downloads: MediaDownloads,
  store: OBJECT_STORE,
  clock: CLOCK,
  envelope: ENVELOPE,
  logger: LOGGER,
  doorbell: DELIVERY_DOORBELL,
};

/**
 * What fetches the files of calls from Meta, over connections of its own: a large recording keeps no
 * command of a call waiting. Needs the modules above and that of the fan-out in the root.
 */
@Module({})
export class CallMediaFetchModule implements OnModuleDestroy {
  constructor(
    private readonly graph: GraphClient,
    private readonly downloads: MediaDownloads,
  ) {}

  /** `mostDays`: for how long files are kept, where their tenant does not want it shorter. */
  static forRoot(config: GraphConfig, mostDays: number): DynamicModule {
    return {
      module: CallMediaFetchModule,
      providers: [
        DueCallMedia,
        { provide: GraphClient, useFactory: () => new GraphClient(config) },
        { provide: MediaDownloads, useFactory: () => new MediaDownloads(config) },
        madeOf(FetchCallMedia, FETCHER, { mostDays }),
      ],
      exports: [FetchCallMedia],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.graph.close(), this.downloads.close()]);
  }
}
