import { Counter } from 'prom-client';
import type { TenantDatabase } from '#patchbay/database';
import { type Logger, metrics, systemTenantContext } from '#patchbay/kernel';
import type { ObjectStore } from '#patchbay/storage';
import { deleteParts, partsOf } from '../persistence/call-export-parts.repository.js';
import { findCallMedia } from '../persistence/call-media.repository.js';
import {
  type ErasableFile,
  type ErasableFiles,
  forgetExportFile,
  forgetMediaFile,
} from '../persistence/erasable-files.js';
import { partKey } from './export-files.js';

export interface EraseFilesParts {
  readonly database: TenantDatabase;
  readonly files: Pick<ErasableFiles, 'exports' | 'media'>;
  readonly store: ObjectStore;
  readonly logger: Logger;
}

const AT_A_TIME = 50;

type FileKind = 'export' | 'media';

const erasedTotal = new Counter({
  name: 'patchbay_call_files_erased_total',
  help: 'Files of calls and of exports whose time was over, by whether they could be deleted.',
  labelNames: ['kind', 'outcome'],
  registers: [metrics],
});

/**
 * Deletes what was kept long enough: files of calls and of exports. The store first, the row after it,
 * so that what the row says is gone is gone; what breaks in between is done again.
 */
export class EraseCallFiles {
  readonly #parts: EraseFilesParts;

  constructor(parts: EraseFilesParts) {
    this.#parts = parts;
  }

  /** Returns how many files were deleted. One that cannot be deleted keeps no other. */
  async execute(): Promise<number> {
    const { files } = this.#parts;
    const exports = await this.#each(
      'export',
      () => files.exports(AT_A_TIME),
      (file) => this.#eraseExport(file),
    );
    const media = await this.#each(
      'media',
      () => files.media(AT_A_TIME),
      (file) => this.#eraseMedia(file),
    );
    return exports + media;
  }

  async #each(
    kind: FileKind,
    find: () => Promise<ErasableFile[]>,
    erase: (file: ErasableFile) => Promise<void>,
  ): Promise<number> {
    let erased = 0;
    for (;;) {
      const found = await find();
      const results = [];
      for (const file of found) results.push(await this.#try(kind, file, erase));
      const gone = results.filter(Boolean).length;
      erased += gone;
      // Where some stay, the same would be found again.
      if (found.length < AT_A_TIME || gone < found.length) return erased;
    }
  }

  async #try(
    kind: FileKind,
    file: ErasableFile,
    erase: (file: ErasableFile) => Promise<void>,
  ): Promise<boolean> {
    try {
      await erase(file);
      erasedTotal.inc({ kind, outcome: 'erased' });
      return true;
    } catch (err) {
      const { tenantId, id: fileId } = file;
      erasedTotal.inc({ kind, outcome: 'failed' });
      this.#parts.logger.warn({ err, tenantId, kind, fileId }, 'calls.file_not_erased');
      return false;
    }
  }

  async #eraseExport({ tenantId, id }: ErasableFile): Promise<void> {
    const { database, store } = this.#parts;
    const tenant = systemTenantContext(tenantId, 'call export');
    const parts = await database.run(tenant, (tx) => partsOf(tx, id, { all: true }));
    for (const part of parts) await store.remove(partKey(tenantId, part.id));
    await database.run(tenant, async (tx) => {
      const ids = parts.map((part) => part.id);
      await deleteParts(tx, ids);
      await forgetExportFile(tx, id);
    });
  }

  async #eraseMedia({ tenantId, id }: ErasableFile): Promise<void> {
    const { database, store } = this.#parts;
    const tenant = systemTenantContext(tenantId, 'call media');
    const media = await database.run(tenant, (tx) => findCallMedia(tx, id));
    if (media?.objectKey != null) await store.remove(media.objectKey);
    await database.run(tenant, (tx) => forgetMediaFile(tx, id));
  }
}
