import type { TenantTransaction } from '#patchbay/database';

/**
 * The row of the consumer that counts, where several turned out to be one person. It stays so until the
 * transaction ends: who makes them one waits for it.
 */
export async function holdConsumer(tx: TenantTransaction, consumerId: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `select coalesce(merged_into, id) as id from consumer where id = $1 for share`,
    [consumerId],
  );
  return row?.id ?? consumerId;
}
