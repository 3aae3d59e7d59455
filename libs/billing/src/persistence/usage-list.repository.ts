import type { TenantTransaction } from '#patchbay/database';
import type { Money } from '../domain/money.js';
import { pulsesOf } from '../domain/pulses.js';
import type { Direction } from '../domain/rating.js';

/** A usage record with what it costs; cost and price are null until it is rated, never 0. */
export interface UsageRecordView {
  readonly id: string;
  readonly callId: string;
  readonly numberId: string;
  readonly consumerId: string | null;
  readonly market: string | null;
  readonly direction: Direction;
  readonly answeredAt: Date | null;
  readonly endedAt: Date;
  readonly billableSeconds: number;
  readonly pulses: number;
  readonly isRated: boolean;
  /** What Meta charges for it. */
  readonly cost: Money | null;
  /** What the tenant pays for it. */
  readonly price: Money | null;
}

export interface UsagePageRequest {
  readonly first: number;
  readonly after: string | undefined;
  readonly callId: string | undefined;
}

interface Row {
  readonly id: string;
  readonly call_id: string;
  readonly number_id: string;
  readonly consumer_id: string | null;
  readonly market: string | null;
  readonly direction: Direction;
  readonly answered_at: Date | null;
  readonly ended_at: Date;
  readonly billable_seconds: number;
  readonly currency: string | null;
  readonly cost_nano: string | null;
  readonly price_nano: string | null;
}

function moneyOf(nano: string | null, currency: string | null): Money | null {
  return nano === null || currency === null ? null : { nano: BigInt(nano), currency };
}

function fromRow(row: Row): UsageRecordView {
  return {
    id: row.id,
    callId: row.call_id,
    numberId: row.number_id,
    consumerId: row.consumer_id,
    market: row.market,
    direction: row.direction,
    answeredAt: row.answered_at,
    endedAt: row.ended_at,
    billableSeconds: row.billable_seconds,
    pulses: pulsesOf(row.billable_seconds),
    isRated: row.currency !== null,
    cost: moneyOf(row.cost_nano, row.currency),
    price: moneyOf(row.price_nano, row.currency),
  };
}

/** One page, newest first, and one row more when there is another page. */
export async function usageRecordsAfter(
  tx: TenantTransaction,
  { first, after, callId }: UsagePageRequest,
): Promise<UsageRecordView[]> {
  const rows = await tx.query<Row>(
    `select u.id, u.call_id, u.number_id, u.consumer_id, u.market, u.direction, u.answered_at,
            u.ended_at, u.billable_seconds, r.currency, r.cost_nano, r.price_nano
       from usage_record u
       join usage_key k on k.tenant_id = u.tenant_id and k.call_id = u.call_id
       left join rated_line r on r.tenant_id = k.tenant_id and r.id = k.rated_line_id
      where ($1::uuid is null or u.id < $1) and ($2::uuid is null or k.call_id = $2)
      order by u.id desc limit $3`,
    [after ?? null, callId ?? null, first + 1],
  );
  return rows.map(fromRow);
}
