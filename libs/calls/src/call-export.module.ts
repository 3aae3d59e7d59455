import { type DynamicModule, Module } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { DELIVERY_DOORBELL } from '#patchbay/fanout';
import { CLOCK, ENVELOPE, LOGGER } from '#patchbay/kernel';
import { OBJECT_STORE } from '#patchbay/storage';
import { CancelCallExport } from './application/cancel-call-export.js';
import { EraseCallFiles } from './application/erase-call-files.js';
import { ExportCalls } from './application/export-calls.js';
import { ExportPace } from './application/export-pace.js';
import { ReadCallExports } from './application/read-call-exports.js';
import { WriteCallExports } from './application/write-call-exports.js';
import { fileReader, madeOf } from './made-of.js';
import { DueCallExports } from './persistence/call-export.repository.js';
import './persistence/entities.js';
import { ErasableFiles } from './persistence/erasable-files.js';

/** Asking for exports and having their files. Needs the kernel, database and storage modules in the root. */
@Module({
  providers: [ExportCalls, CancelCallExport, fileReader(ReadCallExports)],
  exports: [ExportCalls, CancelCallExport, ReadCallExports],
})
export class CallExportModule {}

const WRITER = {
  database: TenantDatabase,
  due: DueCallExports,
  store: OBJECT_STORE,
  clock: CLOCK,
  envelope: ENVELOPE,
  logger: LOGGER,
  pace: ExportPace,
  doorbell: DELIVERY_DOORBELL,
};
const ERASER = {
  database: TenantDatabase,
  files: ErasableFiles,
  store: OBJECT_STORE,
  logger: LOGGER,
};

/** What writes exports, and deletes files that were kept long enough. Needs the modules above and that of the fan-out. */
@Module({})
export class CallExportWriteModule {
  /** `keptDays`: for how long the file of an export can be had. */
  static forRoot({ keptDays }: { readonly keptDays: number }): DynamicModule {
    return {
      module: CallExportWriteModule,
      providers: [
        DueCallExports,
        ErasableFiles,
        madeOf(ExportPace, { calls: DueCallExports, logger: LOGGER }),
        madeOf(WriteCallExports, WRITER, { keptDays }),
        madeOf(EraseCallFiles, ERASER),
      ],
      exports: [WriteCallExports, EraseCallFiles],
    };
  }
}
