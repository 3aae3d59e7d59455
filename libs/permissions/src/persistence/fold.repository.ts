import type { TenantTransaction } from '#patchbay/database';

/** A consumer that turned out to be another one, who counts. */
export interface Folded {
  readonly from: string;
  readonly into: string;
}

/** The numbers that have something with the consumer under this very id. */
export async function numbersWith(tx: TenantTransaction, consumerId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select n.id from phone_number n
      where exists (select 1 from call_permission p where p.number_id = n.id and p.consumer_id = $1)
      order by n.id`,
    [consumerId],
  );
  return rows.map(({ id }) => id);
}

/**
 * What is kept of the pair under the former id is kept under the one that counts, whose row must be
 * held: lines once each, of what is only ever the latest the latest.
 */
export async function movePair(
  tx: TenantTransaction,
  numberId: string,
  { from, into }: Folded,
): Promise<void> {
  const pair = [numberId, from, into];
  await tx.together(() => [
    // Who writes under the former id is done once this is held.
    tx.query(
      `select id from call_permission where number_id = $1 and consumer_id = $2 for update`,
      [numberId, from],
    ),
    tx.query(
      `update permission_entry e set consumer_id = $3
        where number_id = $1 and consumer_id = $2 and not exists
          (select 1 from permission_entry known where known.number_id = $1
             and known.consumer_id = $3 and known.kind = e.kind and known.key = e.key)`,
      pair,
    ),
    tx.query(
      `update call_permission kept
          set connected_at = greatest(kept.connected_at, gone.connected_at),
              window_opened_at = greatest(kept.window_opened_at, gone.window_opened_at),
              meta_figure = case when kept.meta_asked_at >= gone.meta_asked_at
                                   or gone.meta_asked_at is null
                                 then kept.meta_figure else gone.meta_figure end,
              meta_asked_at = greatest(kept.meta_asked_at, gone.meta_asked_at)
         from call_permission gone
        where kept.number_id = $1 and kept.consumer_id = $3
          and gone.number_id = $1 and gone.consumer_id = $2`,
      pair,
    ),
    tx.query(`delete from call_permission where number_id = $1 and consumer_id = $2`, [
      numberId,
      from,
    ]),
  ]);
}

/** Whoever wrote to a number before has written to it before under every id. */
export async function moveFirstContacts(
  tx: TenantTransaction,
  { from, into }: Folded,
): Promise<void> {
  await tx.execute(
    `insert into first_contact (tenant_id, number_id, consumer_id, created_at)
     select tenant_id, number_id, $2, created_at from first_contact where consumer_id = $1
     on conflict do nothing`,
    [from, into],
  );
}
