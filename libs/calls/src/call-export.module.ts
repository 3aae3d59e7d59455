import { type DynamicModule, Module } from '@nestjs/common';
import { TenantDatabase, UseCases } from '#patchbay/database';
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
import { OBJECT_STORE, type ObjectStore } from '#patchbay/storage';
import { EraseCallFiles } from './application/erase-call-files.js';
import { ExportCalls } from './application/export-calls.js';
import { ExportPace } from './application/export-pace.js';
import { ReadCallExports } from './application/read-call-exports.js';
import { WriteCallExports } from './application/write-call-exports.js';
import { DueCallExports } from './persistence/call-export.repository.js';
import './persistence/entities.js';
import { ErasableFiles } from './persistence/erasable-files.js';

type Readers = [UseCases, TenantDatabase, ObjectStore, Clock, Envelope, Secrets];

/** Asking for exports and having their files. Needs the kernel, database and storage modules in the root. */
@Module({
  providers: [
    ExportCalls,
    {
      provide: ReadCallExports,
      inject: [UseCases, TenantDatabase, OBJECT_STORE, CLOCK, ENVELOPE, SECRETS],
      useFactory: (...parts: Readers) => {
        const [useCases, database, store, clock, envelope, { lookupKey }] = parts;
        return new ReadCallExports({ useCases, database, store, clock, envelope, lookupKey });
      },
    },
  ],
  exports: [ExportCalls, ReadCallExports],
})
export class CallExportModule {}

type Writers = [TenantDatabase, DueCallExports, ObjectStore, Clock, Envelope, Logger];
type Erasers = [TenantDatabase, ErasableFiles, ObjectStore, Logger];

/** What writes exports, and deletes files that were kept long enough. Needs the modules above. */
@Module({})
export class CallExportWriteModule {
  /** `keptDays`: for how long the file of an export can be had. */
  static forRoot({ keptDays }: { readonly keptDays: number }): DynamicModule {
    return {
      module: CallExportWriteModule,
      providers: [
        DueCallExports,
        ErasableFiles,
        {
          provide: WriteCallExports,
          inject: [TenantDatabase, DueCallExports, OBJECT_STORE, CLOCK, ENVELOPE, LOGGER],
          useFactory: (...parts: Writers) => {
            const [database, due, store, clock, envelope, logger] = parts;
            const pace = new ExportPace({ doCallsWait: () => due.doCallsWait(), logger });
            const tools = { database, due, store, clock, envelope, logger };
            return new WriteCallExports({ ...tools, pace, keptDays });
          },
        },
        {
          provide: EraseCallFiles,
          inject: [TenantDatabase, ErasableFiles, OBJECT_STORE, LOGGER],
          useFactory: (...[database, files, store, logger]: Erasers) =>
            new EraseCallFiles({ database, files, store, logger }),
        },
      ],
      exports: [WriteCallExports, EraseCallFiles],
    };
  }
}
