import type { TenantTransaction } from '#patchbay/database';

/** The consumer of each call that has one. */
export async function consumersOfCalls(
  tx: TenantTransaction,
  callIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; consumer_id: string }>(
    `select id, consumer_id from call where id = any($1::uuid[]) and consumer_id is not null`,
    [callIds],
  );
  return new Map(rows.map((row) => [row.id, row.consumer_id]));
}
