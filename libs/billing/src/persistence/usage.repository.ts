import type { TenantTransaction } from '#patchbay/database';
import type { Direction } from '../domain/rating.js';
import { RatedLineEntity } from './rated-line.entity.js';
// Loaded for the drift test: its rows are only touched by the SQL below.
import './usage-key.entity.js';
import { UsageRecordEntity } from './usage-record.entity.js';

export type NewUsageRecord = Omit<UsageRecordEntity, 'tenantId'>;
export type NewRatedLine = Omit<RatedLineEntity, 'tenantId'>;

interface KeyRow {
  readonly usage_record_id: string;
  readonly rated_line_id: string | null;
}

/** Takes the one key of a call; false when it was taken before. */
export async function takeUsageKey(
  tx: TenantTransaction,
  key: { readonly callId: string; readonly usageRecordId: string; readonly createdAt: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into usage_key (tenant_id, call_id, usage_record_id, created_at)
     values ($1, $2, $3, $4) on conflict do nothing returning call_id`,
    [tx.tenantId, key.callId, key.usageRecordId, key.createdAt],
  );
  return rows.length > 0;
}

export async function usageRecordIdOfCall(
  tx: TenantTransaction,
  callId: string,
): Promise<string | undefined> {
  const [row] = await tx.query<KeyRow>(
    `select usage_record_id, rated_line_id from usage_key where call_id = $1`,
    [callId],
  );
  return row?.usage_record_id;
}

export async function insertUsageRecord(
  tx: TenantTransaction,
  usage: NewUsageRecord,
): Promise<void> {
  await tx.insert(UsageRecordEntity, usage);
}

/** What rating reads of a usage record. */
export interface UsageForRating {
  readonly callId: string;
  readonly direction: Direction;
  readonly market: string | null;
  readonly billableSeconds: number;
  /** The instant whose day chooses rate card and price: that of the answer. */
  readonly pricedAt: Date;
}

export async function findUsageForRating(
  tx: TenantTransaction,
  id: string,
): Promise<UsageForRating | undefined> {
  const [row] = await tx.query<{
    call_id: string;
    direction: Direction;
    market: string | null;
    billable_seconds: number;
    priced_at: Date;
  }>(
    `select call_id, direction, market, billable_seconds, coalesce(answered_at, ended_at) as priced_at
       from usage_record where id = $1`,
    [id],
  );
  return (
    row && {
      callId: row.call_id,
      direction: row.direction,
      market: row.market,
      billableSeconds: row.billable_seconds,
      pricedAt: row.priced_at,
    }
  );
}

/** Locks the call's key, so that two raters take turns, and says whether it has been rated. */
export async function lockUsageKey(
  tx: TenantTransaction,
  callId: string,
): Promise<{ isRated: boolean }> {
  const [row] = await tx.query<KeyRow>(
    `select usage_record_id, rated_line_id from usage_key where call_id = $1 for update`,
    [callId],
  );
  return { isRated: row?.rated_line_id != null };
}

export async function insertRatedLine(tx: TenantTransaction, line: NewRatedLine): Promise<void> {
  await tx.insert(RatedLineEntity, line);
  await tx.execute(`update usage_key set rated_line_id = $2 where call_id = $1`, [
    line.callId,
    line.id,
  ]);
}
