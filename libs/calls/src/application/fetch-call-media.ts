import { createHash, randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Counter, Histogram } from 'prom-client';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { type DeliveryDoorbell, recordMessage } from '#patchbay/fanout';
import {
  type Clock,
  encodeId,
  type Envelope,
  FileCipher,
  type Logger,
  metrics,
  type Secret,
  systemTenantContext,
} from '#patchbay/kernel';
import { type GraphClient, type MediaDownloads, readMedia } from '#patchbay/meta';
import { findNumberAddress, type NumberAddress, wabaAccessToken } from '#patchbay/numbers';
import { type ObjectStore, putSealed } from '#patchbay/storage';
import { afterFailure, FetchFailed } from '../domain/media-retry.js';
import { type CallRecord, findCall } from '../persistence/call.repository.js';
import {
  type CallMedia,
  claimCallMedia,
  type DueCallMedia,
  type DueFile,
  type FetchedMedia,
  saveFetched,
} from '../persistence/call-media.repository.js';
import { keptDays } from '../persistence/call-file-retention.repository.js';
import { mediaSealedFor } from './call-media-cipher.js';

export interface FetchMediaParts {
  readonly database: TenantDatabase;
  readonly due: Pick<DueCallMedia, 'find'>;
  readonly graph: Pick<GraphClient, 'request'>;
  readonly downloads: Pick<MediaDownloads, 'open'>;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly logger: Logger;
  readonly doorbell: DeliveryDoorbell | undefined;
  /** Days for which a file is kept, where its tenant does not want fewer. */
  readonly mostDays: number;
}

interface Claimed {
  readonly media: CallMedia;
  readonly call: CallRecord;
  readonly number: NumberAddress;
  readonly accessToken: Secret;
}

interface StoredFile {
  readonly objectKey: string;
  readonly sizeBytes: number;
  readonly mimeType: string;
  readonly keySealed: string;
}

const DAY_MS = 86_400_000;
const KEY_BYTES = 32;
const AT_ONCE = 4;
/** Longer than the largest file takes; then another process may try. */
const LEASE_MS = 15 * 60_000;
/** The longest recording that was ever reasonable: a day of two channels. */
const MAX_BYTES = 1024 ** 3;

const fetchedTotal = new Counter({
  name: 'patchbay_call_media_fetched_total',
  help: 'Attempts to fetch files of calls from Meta, by kind and by the state that came of it.',
  labelNames: ['kind', 'state'],
  registers: [metrics],
});

const fetchSeconds = new Histogram({
  name: 'patchbay_call_media_fetch_duration_seconds',
  help: 'From asking for a file to having it stored.',
  labelNames: ['kind'],
  buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900],
  registers: [metrics],
});

/**
 * Fetches recordings, transcripts and voicemail from Meta to the object store and tells their tenant.
 * A file that cannot be had is tried again ever later, until Meta keeps it no longer. Nothing here
 * holds a transaction open while bytes flow.
 */
export class FetchCallMedia {
  readonly #parts: FetchMediaParts;

  constructor(parts: FetchMediaParts) {
    this.#parts = parts;
  }

  /** Fetches what is due, a few at once; returns how many it took. */
  async execute(): Promise<number> {
    const files = await this.#parts.due.find(AT_ONCE);
    const taken = await Promise.all(files.map((file) => this.#take(file)));
    return taken.filter(Boolean).length;
  }

  async #take({ tenantId, mediaId }: DueFile): Promise<boolean> {
    const tenant = systemTenantContext(tenantId, 'call media');
    const { database, clock } = this.#parts;
    const claimed = await database.run(tenant, (tx) => this.#claim(tx, mediaId));
    if (claimed === undefined) return false;
    const { media, call, number } = claimed;
    const fetched = await this.#fetch(tenantId, claimed);
    fetchedTotal.inc({ kind: media.kind, state: fetched.state });
    await database.run(tenant, async (tx) => {
      const isMine = await saveFetched(tx, media.id, fetched, await this.#deleteAt(tx, fetched));
      if (!isMine || fetched.state !== 'STORED') return;
      const message = messageOf(media, fetched, call, number);
      await recordMessage(tx, clock, { ...message, occurredAt: clock.now() }, this.#parts.doorbell);
    });
    return true;
  }

  async #deleteAt(tx: TenantTransaction, { storedAt }: FetchedMedia): Promise<Date | null> {
    const { mostDays } = this.#parts;
    return storedAt && new Date(storedAt.getTime() + (await keptDays(tx, mostDays)) * DAY_MS);
  }

  async #claim(tx: TenantTransaction, mediaId: string): Promise<Claimed | undefined> {
    const now = this.#parts.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    const media = await claimCallMedia(tx, mediaId, { now, leaseUntil });
    const call = media && (await findCall(tx, media.callId));
    const number = call && (await findNumberAddress(tx, call.numberId));
    if (media === undefined || call === undefined || number === undefined) return undefined;
    const accessToken = await wabaAccessToken(tx, this.#parts.envelope, number.wabaRowId);
    return { media, call, number, accessToken };
  }

  async #fetch(tenantId: string, claimed: Claimed): Promise<FetchedMedia> {
    const { clock, logger } = this.#parts;
    const { media } = claimed;
    const stopTimer = fetchSeconds.startTimer({ kind: media.kind });
    try {
      const stored = await this.#store(tenantId, claimed);
      return { state: 'STORED', failure: null, retryAt: null, ...stored, storedAt: clock.now() };
    } catch (error) {
      const next = afterFailure(media, error, clock.now());
      const fields = { tenantId, callId: media.callId, mediaId: media.id, kind: media.kind };
      const { state, failure } = next;
      logger.warn(
        { ...fields, state, failure, attempts: media.attempts },
        'calls.media_not_fetched',
      );
      const nothing = { objectKey: null, sizeBytes: null, mimeType: null, keySealed: null };
      return { ...next, ...nothing, storedAt: null };
    } finally {
      stopTimer();
    }
  }

  /** Bytes go from Meta to the store as they come, and are counted and hashed on their way. */
  async #store(tenantId: string, { media, accessToken }: Claimed): Promise<StoredFile> {
    const { graph, downloads, store, envelope } = this.#parts;
    const found = await readMedia(graph, accessToken, media.metaMediaId);
    if (found.kind === 'refused') throw new FetchFailed(`Meta said ${found.error.code}`, true);
    if (found.kind !== 'done') throw new FetchFailed(`Meta did not say where: ${found.reason}`);
    const { url, ...said } = found.media;
    const download = await downloads.open(url, accessToken);
    const sizeBytes = download.sizeBytes ?? said.sizeBytes;
    if (sizeBytes === undefined || sizeBytes > MAX_BYTES) {
      download.content.destroy();
      throw new FetchFailed(`a file of ${sizeBytes ?? 'unknown'} bytes is not fetched`);
    }
    const mimeType = media.mimeType ?? said.mimeType ?? 'application/octet-stream';
    const objectKey = `call-media/${tenantId}/${media.id}`;
    const { hashed, digest } = hashing();
    // New for each attempt: no key seals two contents.
    const dataKey = randomBytes(KEY_BYTES);
    const keySealed = envelope.seal(dataKey, mediaSealedFor(tenantId, media.id));
    const cipher = new FileCipher(dataKey, objectKey);
    await Promise.all([
      pipeline(download.content, hashed),
      putSealed(store, { key: objectKey, cipher, sizeBytes }, hashed),
    ]);
    const came = digest();
    if (came !== (media.sha256 ?? said.sha256 ?? came)) {
      await store.remove(objectKey);
      throw new FetchFailed('what came has another hash than Meta said', true);
    }
    return { objectKey, sizeBytes, mimeType, keySealed };
  }
}

/** Lets bytes through and knows their SHA-256, in base64, when they are all through. */
function hashing(): { readonly hashed: Transform; readonly digest: () => string } {
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { hashed, digest: () => hash.digest('base64') };
}

function messageOf(
  media: CallMedia,
  { sizeBytes, mimeType }: FetchedMedia,
  call: CallRecord,
  { wabaId, phoneNumberId, displayPhoneNumber, wabaRowId }: NumberAddress,
) {
  const isTranscript = media.kind === 'TRANSCRIPT';
  return {
    type: isTranscript
      ? ('call.transcription.available' as const)
      : ('call.recording.available' as const),
    callId: call.id,
    numberId: call.numberId,
    wabaRowId,
    data: {
      wacid: call.wacid,
      wabaId,
      phoneNumberId,
      displayPhoneNumber,
      direction: call.direction,
      bizOpaqueCallbackData: call.bizOpaqueCallbackData,
      mediaId: encodeId('callMedia', media.id),
      kind: media.kind,
      mimeType,
      sizeBytes,
      sha256: media.sha256,
    },
    traceparent: media.traceparent ?? call.traceparent,
  };
}
