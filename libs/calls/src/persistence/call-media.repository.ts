import { Inject, Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#patchbay/database';
import { type Clock, CLOCK } from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';

export type CallMediaKind = 'RECORDING' | 'TRANSCRIPT' | 'VOICEMAIL';

/**
 * `PENDING`: at Meta, to be fetched. `STORED`: ours. `LOST`: Meta does not have it, or something else
 * under its id. `EXPIRED`: Meta kept it no longer before it could be fetched. `DELETED`: kept for long
 * enough.
 */
export type CallMediaState = 'PENDING' | 'STORED' | 'LOST' | 'EXPIRED' | 'DELETED';

/** A file about a call. */
export interface CallMedia {
  readonly id: string;
  readonly callId: string;
  readonly kind: CallMediaKind;
  readonly metaMediaId: string;
  /** In base64, as Meta gives it. */
  readonly sha256: string | null;
  readonly mimeType: string | null;
  readonly state: CallMediaState;
  readonly attempts: number;
  readonly failure: string | null;
  readonly objectKey: string | null;
  readonly sizeBytes: number | null;
  readonly traceparent: string | null;
  readonly occurredAt: Date;
  readonly fetchUntil: Date;
  readonly storedAt: Date | null;
  readonly deleteAt: Date | null;
  /** Of the file in the store; null where that is not sealed. */
  readonly keySealed: string | null;
}

const COLUMNS = `id, call_id as "callId", kind, meta_media_id as "metaMediaId", sha256,
  mime_type as "mimeType", state, attempts, failure, object_key as "objectKey",
  size_bytes as "sizeBytes", traceparent, occurred_at as "occurredAt", fetch_until as "fetchUntil",
  stored_at as "storedAt", delete_at as "deleteAt", key_sealed as "keySealed"`;

/** The id of the call that Meta names so, once it has a row. */
export async function callOfWacid(
  tx: TenantTransaction,
  wacid: string,
): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string }>(
    `select c.id from call_key k join call c on c.id = k.call_id where k.wacid = $1`,
    [wacid],
  );
  return row?.id;
}

/** Keeps that there is a file to be fetched; the same file again changes nothing. */
export async function insertCallMedia(
  tx: TenantTransaction,
  media: Pick<
    CallMedia,
    | 'id'
    | 'callId'
    | 'kind'
    | 'metaMediaId'
    | 'sha256'
    | 'mimeType'
    | 'traceparent'
    | 'occurredAt'
    | 'fetchUntil'
  >,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into call_media (tenant_id, id, call_id, kind, meta_media_id, sha256, mime_type, state,
                             attempts, retry_at, traceparent, occurred_at, fetch_until, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'PENDING', 0, $8, $9, $10, $11, $8)
     on conflict (tenant_id, call_id, kind, meta_media_id) do nothing`,
    [
      tx.tenantId,
      media.id,
      media.callId,
      media.kind,
      media.metaMediaId,
      media.sha256,
      media.mimeType,
      now,
      media.traceparent,
      media.occurredAt,
      media.fetchUntil,
    ],
  );
}

/** The files of calls, in the order in which Meta told of them. */
export function mediaOfCalls(
  tx: TenantTransaction,
  callIds: readonly string[],
): Promise<CallMedia[]> {
  return tx.query<CallMedia>(
    `select ${COLUMNS} from call_media where call_id = any($1::uuid[]) order by occurred_at, id`,
    [callIds],
  );
}

export async function findCallMedia(
  tx: TenantTransaction,
  id: string,
): Promise<CallMedia | undefined> {
  const [row] = await tx.query<CallMedia>(`select ${COLUMNS} from call_media where id = $1`, [id]);
  return row;
}

/**
 * Takes a file that is due: until `leaseUntil` nobody else does. Undefined when another was faster.
 */
export async function claimCallMedia(
  tx: TenantTransaction,
  id: string,
  { now, leaseUntil }: { readonly now: Date; readonly leaseUntil: Date },
): Promise<CallMedia | undefined> {
  const [row] = await tx.query<CallMedia>(
    `update call_media set attempts = attempts + 1, retry_at = $3
      where id = $1 and state = 'PENDING' and retry_at <= $2
      returning ${COLUMNS}`,
    [id, now, leaseUntil],
  );
  return row;
}

/** What became of an attempt. False when the file is no longer pending: another one was faster. */
export interface FetchedMedia {
  readonly state: CallMediaState;
  readonly failure: string | null;
  readonly retryAt: Date | null;
  readonly objectKey: string | null;
  readonly sizeBytes: number | null;
  readonly mimeType: string | null;
  readonly storedAt: Date | null;
  readonly keySealed: string | null;
}

export async function saveFetched(
  tx: TenantTransaction,
  id: string,
  fetched: FetchedMedia,
  deleteAt: Date | null,
): Promise<boolean> {
  const rows = await tx.query(
    `update call_media set state = $2, failure = $3, retry_at = $4, object_key = $5, size_bytes = $6,
                           mime_type = coalesce(mime_type, $7), stored_at = $8, key_sealed = $9,
                           delete_at = $10
      where id = $1 and state = 'PENDING' returning id`,
    [
      id,
      fetched.state,
      fetched.failure,
      fetched.retryAt,
      fetched.objectKey,
      fetched.sizeBytes,
      fetched.mimeType,
      fetched.storedAt,
      fetched.keySealed,
      deleteAt,
    ],
  );
  return rows.length > 0;
}

export interface DueFile {
  readonly tenantId: string;
  readonly mediaId: string;
}

/** Finds, over all tenants, the files that are due. */
@Injectable()
export class DueCallMedia {
  constructor(
    private readonly database: SystemDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  find(limit: number): Promise<DueFile[]> {
    return this.database.run((tx) =>
      tx.query<DueFile>(
        `select tenant_id as "tenantId", id as "mediaId" from call_media
          where state = 'PENDING' and retry_at <= $1 order by retry_at limit $2`,
        [this.clock.now(), limit],
      ),
    );
  }
}
