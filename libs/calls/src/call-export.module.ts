import { type DynamicModule, Module } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { CLOCK, ENVELOPE, LOGGER } from '#patchbay/kernel';
import { OBJECT_STORE } from '#patchbay/storage';
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
  providers: [ExportCalls, fileReader(ReadCallExports)],
  exports: [ExportCalls, ReadCallExports],
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
};
const ERASER = {
  database: TenantDatabase,
  files: ErasableFiles,
  store: OBJECT_STORE,
  logger: LOGGER,
};

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
        madeOf(ExportPace, { calls: DueCallExports, logger: LOGGER }),
        madeOf(WriteCallExports, WRITER, { keptDays }),
        madeOf(EraseCallFiles, ERASER),
      ],
      exports: [WriteCallExports, EraseCallFiles],
    };
  }
}
