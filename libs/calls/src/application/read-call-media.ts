import type { Readable } from 'node:stream';
import { type TenantDatabase, type UseCases } from '#patchbay/database';
import {
  type Clock,
  equalsInConstantTime,
  hmacSha256,
  systemTenantContext,
  type TenantContext,
} from '#patchbay/kernel';
import type { ObjectStore } from '#patchbay/storage';
import { CALL_USE_CASES } from '../calls.roles.js';
import {
  type CallMedia,
  findCallMedia,
  mediaOfCalls,
} from '../persistence/call-media.repository.js';

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
> {
  /** Opens the file for whoever has it, for a few minutes; null unless it is stored. */
  readonly link: MediaLink | null;
}

export interface MediaLink {
  readonly tenantId: string;
  readonly mediaId: string;
  readonly until: Date;
  readonly signature: string;
}

export interface OpenedMedia {
  readonly content: Readable;
  readonly mimeType: string;
  readonly sizeBytes: number;
}

export interface CallMediaParts {
  readonly useCases: UseCases;
  readonly database: TenantDatabase;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly lookupKey: Buffer;
}

/** As long as Meta's own addresses work. */
const LINK_MS = 5 * 60_000;

/** Shows which files calls have, and opens them: their contents never pass through GraphQL. */
export class ReadCallMedia {
  readonly #parts: CallMediaParts;

  constructor(parts: CallMediaParts) {
    this.#parts = parts;
  }

  /** The files of calls of the tenant; of another tenant's calls there are none. */
  ofCalls(tenant: TenantContext, callIds: readonly string[]): Promise<CallMediaView[]> {
    const { useCases, clock } = this.#parts;
    const definition = CALL_USE_CASES.readCallMedia;
    return useCases.read({ tenant, definition }, async (tx) => {
      const until = new Date(clock.nowMs() + LINK_MS);
      const found = await mediaOfCalls(tx, callIds);
      return found.map(({ id, callId, kind, state, mimeType, sizeBytes, sha256, ...times }) => ({
        ...{ id, callId, kind, state, mimeType, sizeBytes, sha256 },
        occurredAt: times.occurredAt,
        storedAt: times.storedAt,
        link: state === 'STORED' ? this.#link(tenant.tenantId, id, until) : null,
      }));
    });
  }

  /** What a link leads to; undefined when it is not ours, over, or its file is gone. */
  async open(link: MediaLink): Promise<OpenedMedia | undefined> {
    const { clock, database, store } = this.#parts;
    const { tenantId, mediaId, until } = link;
    const { signature } = this.#link(tenantId, mediaId, until);
    const isOurs = equalsInConstantTime(signature, link.signature);
    if (!isOurs || until <= clock.now()) return undefined;
    const tenant = systemTenantContext(tenantId, 'call media');
    const media = await database.run(tenant, (tx) => findCallMedia(tx, mediaId));
    if (media?.objectKey == null || media.sizeBytes === null) return undefined;
    const content = await store.get(media.objectKey);
    if (content === undefined) return undefined;
    const mimeType = media.mimeType ?? 'application/octet-stream';
    return { content, mimeType, sizeBytes: media.sizeBytes };
  }

  #link(tenantId: string, mediaId: string, until: Date): MediaLink {
    const seconds = Math.floor(until.getTime() / 1000);
    const text = `call media link|${tenantId}|${mediaId}|${seconds}`;
    const signature = hmacSha256(this.#parts.lookupKey, text).toString('base64url');
    return { tenantId, mediaId, until: new Date(seconds * 1000), signature };
  }
}
