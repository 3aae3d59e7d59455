import { type DynamicModule, Module, type OnModuleDestroy } from '@nestjs/common';
import { TenantDatabase, UseCases } from '#patchbay/database';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from '#patchbay/fanout';
import {
  type Clock,
  CLOCK,
  type Envelope,
  ENVELOPE,
  type Logger,
  LOGGER,
  type Secrets,
  SECRETS,
} from '#patchbay/kernel';
import { GraphClient, type GraphConfig, MediaDownloads } from '#patchbay/meta';
import { OBJECT_STORE, type ObjectStore } from '#patchbay/storage';
import { FetchCallMedia } from './application/fetch-call-media.js';
import { ReadCallMedia } from './application/read-call-media.js';
import { SetFileRetention } from './application/set-file-retention.js';
import { DueCallMedia } from './persistence/call-media.repository.js';
import './persistence/entities.js';

type Readers = [UseCases, TenantDatabase, ObjectStore, Clock, Envelope, Secrets];

/** What shows the files of calls. Needs the kernel, database and storage modules in the root. */
@Module({
  providers: [
    SetFileRetention,
    {
      provide: ReadCallMedia,
      inject: [UseCases, TenantDatabase, OBJECT_STORE, CLOCK, ENVELOPE, SECRETS],
      useFactory: (...parts: Readers) => {
        const [useCases, database, store, clock, envelope, { lookupKey }] = parts;
        return new ReadCallMedia({ useCases, database, store, clock, envelope, lookupKey });
      },
    },
  ],
  exports: [ReadCallMedia, SetFileRetention],
})
export class CallMediaModule {}

type Fetchers = [
  TenantDatabase,
  DueCallMedia,
  GraphClient,
  MediaDownloads,
  ObjectStore,
  Clock,
  Envelope,
  Logger,
  DeliveryDoorbell,
];

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
        {
          provide: FetchCallMedia,
          inject: [
            TenantDatabase,
            DueCallMedia,
            GraphClient,
            MediaDownloads,
            OBJECT_STORE,
            CLOCK,
            ENVELOPE,
            LOGGER,
            DELIVERY_DOORBELL,
          ],
          useFactory: (...parts: Fetchers) => {
            const [database, due, graph, downloads, store, clock, envelope, logger, doorbell] =
              parts;
            return new FetchCallMedia({
              ...{ database, due, graph, downloads, store, clock, envelope, logger, doorbell },
              mostDays,
            });
          },
        },
      ],
      exports: [FetchCallMedia],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.graph.close(), this.downloads.close()]);
  }
}
