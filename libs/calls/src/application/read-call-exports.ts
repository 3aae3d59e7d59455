import { Readable } from 'node:stream';
import type { TenantDatabase, TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  type ByteRange,
  type Clock,
  encodeId,
  type Envelope,
  systemTenantContext,
  type TenantContext,
} from '#patchbay/kernel';
import { getSealed, type ObjectStore } from '#patchbay/storage';
import { CALL_USE_CASES } from '../calls.roles.js';
import { CALL_EXPORT_MIME_TYPES } from '../domain/call-export-format.js';
import { type FileLink, FileLinks } from '../domain/file-link.js';
import { exportCipher, partKey } from './export-files.js';
import { type ExportPart, partsOf } from '../persistence/call-export-parts.repository.js';
import {
  type CallExport,
  findCallExport,
  listCallExports,
} from '../persistence/call-export.repository.js';
import type { OpenedFile } from './opened-file.js';

/** An export as its tenant sees it. */
export interface CallExportView extends Pick<
  CallExport,
  | 'id'
  | 'format'
  | 'state'
  | 'rowCount'
  | 'sizeBytes'
  | 'createdAt'
  | 'startedAt'
  | 'endedAt'
  | 'expiresAt'
> {
  /** Opens the file for whoever has it, for a few minutes; null unless it can be had. */
  readonly link: FileLink | null;
}

export interface CallExportPage {
  readonly items: readonly CallExportView[];
  readonly hasNextPage: boolean;
}

export interface CallExportParts {
  readonly useCases: UseCases;
  readonly database: TenantDatabase;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly lookupKey: Buffer;
}

interface Found {
  readonly wanted: CallExport;
  readonly parts: readonly ExportPart[];
}

/** Shows the exports of a tenant and opens their files, which never pass through GraphQL. */
export class ReadCallExports {
  readonly #parts: CallExportParts;
  readonly #links: FileLinks;

  constructor(parts: CallExportParts) {
    this.#parts = parts;
    this.#links = new FileLinks(parts.lookupKey, 'call export');
  }

  /** Throws NOT_FOUND for an export of another tenant, or none. */
  find(tenant: TenantContext, exportId: string): Promise<CallExportView> {
    const definition = CALL_USE_CASES.readCallExports;
    return this.#parts.useCases.read({ tenant, definition }, async (tx) => {
      const found = await findCallExport(tx, exportId);
      if (found === undefined) throw new AppError('NOT_FOUND', { what: 'export' });
      return this.#viewOf(tx.tenantId, found);
    });
  }

  /** Newest first. */
  list(
    tenant: TenantContext,
    { first, after }: { readonly first: number; readonly after?: string | undefined },
  ): Promise<CallExportPage> {
    const definition = CALL_USE_CASES.readCallExports;
    return this.#parts.useCases.read({ tenant, definition }, async (tx) => {
      const found = await listCallExports(tx, { limit: first + 1, beforeId: after });
      const items = found.slice(0, first).map((one) => this.#viewOf(tx.tenantId, one));
      return { items, hasNextPage: found.length > first };
    });
  }

  /** What a link leads to; undefined when it is not ours, over, or its file is gone. */
  async open(link: FileLink): Promise<OpenedFile | undefined> {
    const { clock, database } = this.#parts;
    const now = clock.now();
    if (!this.#links.isGood(link, now)) return undefined;
    const tenant = systemTenantContext(link.tenantId, 'call export');
    const found = await database.run(tenant, (tx) => readWhole(tx, link.fileId, now));
    if (found === undefined) return undefined;
    const { id, format, sizeBytes } = found.wanted;
    return {
      sizeBytes,
      mimeType: CALL_EXPORT_MIME_TYPES[format],
      filename: `calls-${encodeId('callExport', id)}.${format.toLowerCase()}`,
      read: (range = { first: 0, last: sizeBytes - 1 }) =>
        Promise.resolve(Readable.from(this.#contents(link.tenantId, found, range))),
    };
  }

  /** The parts one after the other, each opened when the one before has gone out. */
  async *#contents(
    tenantId: string,
    { wanted, parts }: Found,
    { first, last }: ByteRange,
  ): AsyncGenerator<Buffer, void> {
    const { store, envelope } = this.#parts;
    let start = 0;
    for (const { id, sizeBytes } of parts) {
      const size = sizeBytes ?? 0;
      const range = { first: Math.max(0, first - start), last: Math.min(size - 1, last - start) };
      start += size;
      if (range.first > range.last) continue;
      const cipher = exportCipher(envelope, { tenantId, wanted, partId: id });
      const object = { key: partKey(tenantId, id), cipher, sizeBytes: size };
      const content = await getSealed(store, object, range);
      if (content === undefined) throw new Error('a part of an export is gone');
      yield* content;
    }
  }

  #viewOf(tenantId: string, found: CallExport): CallExportView {
    const { id, format, state, rowCount, sizeBytes, ...times } = found;
    const now = this.#parts.clock.now();
    return {
      ...{ id, format, state, rowCount, sizeBytes },
      createdAt: times.createdAt,
      startedAt: times.startedAt,
      endedAt: times.endedAt,
      expiresAt: times.expiresAt,
      link: canBeHad(found, now) ? this.#links.make(tenantId, id, now) : null,
    };
  }
}

function canBeHad({ state, expiresAt }: CallExport, now: Date): boolean {
  return state === 'DONE' && expiresAt !== null && expiresAt > now;
}

async function readWhole(
  tx: TenantTransaction,
  exportId: string,
  now: Date,
): Promise<Found | undefined> {
  const wanted = await findCallExport(tx, exportId);
  if (wanted === undefined || !canBeHad(wanted, now)) return undefined;
  return { wanted, parts: await partsOf(tx, exportId) };
}
