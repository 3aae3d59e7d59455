import { Readable } from 'node:stream';
import { type TenantDatabase, type UseCases } from '#patchbay/database';
import {
  type ByteRange,
  type Clock,
  type Envelope,
  systemTenantContext,
  type TenantContext,
} from '#patchbay/kernel';
import { getSealed, type ObjectStore } from '#patchbay/storage';
import { CALL_USE_CASES } from '../calls.roles.js';
import { type FileLink, FileLinks } from '../domain/file-link.js';
import {
  type CallMedia,
  findCallMedia,
  mediaOfCalls,
} from '../persistence/call-media.repository.js';
import { mediaCipher } from './call-media-cipher.js';
import type { OpenedFile } from './opened-file.js';

/** A file of a call as its tenant sees it. */
export interface CallMediaView extends Pick<
  CallMedia,
  | 'id'
  | 'callId'
  | 'kind'
  | 'state'
  | 'mimeType'
  | 'sizeBytes'
  | 'sha256'
  | 'occurredAt'
  | 'storedAt'
  | 'deleteAt'
> {
  /** Opens the file for whoever has it, for a few minutes; null unless it is stored. */
  readonly link: FileLink | null;
}

export interface CallMediaParts {
  readonly useCases: UseCases;
  readonly database: TenantDatabase;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly lookupKey: Buffer;
}

interface StoredMedia extends CallMedia {
  readonly objectKey: string;
  readonly sizeBytes: number;
}

/** Shows which files calls have, and opens them: their contents never pass through GraphQL. */
export class ReadCallMedia {
  readonly #parts: CallMediaParts;
  readonly #links: FileLinks;

  constructor(parts: CallMediaParts) {
    this.#parts = parts;
    this.#links = new FileLinks(parts.lookupKey, 'call media');
  }

  /** The files of calls of the tenant; of another tenant's calls there are none. */
  ofCalls(tenant: TenantContext, callIds: readonly string[]): Promise<CallMediaView[]> {
    const { useCases, clock } = this.#parts;
    const definition = CALL_USE_CASES.readCallMedia;
    return useCases.read({ tenant, definition }, async (tx) => {
      const now = clock.now();
      const found = await mediaOfCalls(tx, callIds);
      return found.map(({ id, callId, kind, state, mimeType, sizeBytes, sha256, ...times }) => ({
        ...{ id, callId, kind, state, mimeType, sizeBytes, sha256 },
        occurredAt: times.occurredAt,
        storedAt: times.storedAt,
        deleteAt: times.deleteAt,
        link: state === 'STORED' ? this.#links.make(tenant.tenantId, id, now) : null,
      }));
    });
  }

  /** What a link leads to; undefined when it is not ours, over, or its file is gone. */
  async open(link: FileLink): Promise<OpenedFile | undefined> {
    const { clock, database } = this.#parts;
    if (!this.#links.isGood(link, clock.now())) return undefined;
    const tenant = systemTenantContext(link.tenantId, 'call media');
    const media = await database.run(tenant, (tx) => findCallMedia(tx, link.fileId));
    if (media?.objectKey == null || media.sizeBytes === null) return undefined;
    const { objectKey, sizeBytes, mimeType } = media;
    const stored = { ...media, objectKey, sizeBytes };
    return {
      sizeBytes,
      mimeType: mimeType ?? 'application/octet-stream',
      read: (range) => this.#read(link.tenantId, stored, range),
    };
  }

  async #read(
    tenantId: string,
    { id, objectKey, sizeBytes, keySealed }: StoredMedia,
    range: ByteRange | undefined,
  ): Promise<Readable | undefined> {
    const { store, envelope } = this.#parts;
    // Files from before they were sealed.
    if (keySealed === null) return store.get(objectKey, range);
    const cipher = mediaCipher(envelope, tenantId, { id, objectKey, keySealed });
    const content = await getSealed(store, { key: objectKey, cipher, sizeBytes }, range);
    return content && Readable.from(content);
  }
}
