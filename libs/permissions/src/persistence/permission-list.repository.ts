import type { TenantTransaction } from '#patchbay/database';
import type { PairRecord } from '../domain/ledger.js';
import type { PermissionStatus } from '../domain/permission-entry.js';
import { type EntryRow, type PairRow, recordOf } from './ledger.repository.js';

/** A stretch of the list of pairs, newest first. */
export interface PairStretch {
  readonly limit: number;
  readonly after: string | undefined;
  readonly numberId?: string | undefined;
  readonly status?: PermissionStatus | undefined;
  readonly now: Date;
}

export interface ListedPair {
  readonly id: string;
  readonly numberId: string;
  readonly consumerId: string;
  readonly record: PairRecord;
}

type Row = PairRow & {
  readonly id: string;
  readonly number_id: string;
  readonly consumer_id: string;
};

type LineRow = EntryRow & { readonly number_id: string; readonly consumer_id: string };

/** Of each pair so many lines: those that decide, and what a page of the list shows. */
const LINES_READ = 128;

/** Pairs with their lines, in two statements. */
export async function pairsAfter(
  tx: TenantTransaction,
  { limit, after, numberId, status, now }: PairStretch,
): Promise<ListedPair[]> {
  const rows = await tx.query<Row>(
    `select id, number_id, consumer_id, connected_at, window_opened_at, meta_asked_at, meta_figure
       from call_permission
      where ($1::uuid is null or id < $1) and ($2::uuid is null or number_id = $2)
        and ($3::text is null
             or $3 = case when expires_at <= $4 then 'NONE' else status end)
      order by id desc limit $5`,
    [after ?? null, numberId ?? null, status ?? null, now, limit],
  );
  const lines = await tx.query<LineRow>(
    `select line.* from unnest($1::uuid[], $2::uuid[]) as pair (number_id, consumer_id)
      cross join lateral (
        select e.number_id, e.consumer_id, e.id, e.kind, e.key, e.source, e.occurred_at,
               e.expires_at, e.detail
          from permission_entry e
         where e.number_id = pair.number_id and e.consumer_id = pair.consumer_id
         order by e.occurred_at desc, e.id desc limit ${LINES_READ}) as line`,
    [rows.map((row) => row.number_id), rows.map((row) => row.consumer_id)],
  );
  const linesOf = new Map<string, EntryRow[]>();
  for (const { number_id, consumer_id, ...line } of lines) {
    const key = `${number_id} ${consumer_id}`;
    linesOf.set(key, [...(linesOf.get(key) ?? []), line]);
  }
  return rows.map((row) => ({
    id: row.id,
    numberId: row.number_id,
    consumerId: row.consumer_id,
    record: recordOf(row, linesOf.get(`${row.number_id} ${row.consumer_id}`) ?? []),
  }));
}
