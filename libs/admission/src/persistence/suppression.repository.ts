import type { TenantTransaction } from '#patchbay/database';

/** A consumer whom the tenant does not want to call. */
export interface Suppression {
  readonly consumerId: string;
  readonly reason: string;
  /** Null: without end. */
  readonly until: Date | null;
  readonly createdAt: Date;
}

/** Puts the consumer on the list, or changes why and until when it is there. */
export async function saveSuppression(
  tx: TenantTransaction,
  { consumerId, reason, until, createdAt }: Suppression,
): Promise<void> {
  await tx.execute(
    `insert into suppression (tenant_id, consumer_id, reason, until, created_at)
     values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, consumer_id) do update
       set reason = excluded.reason, until = excluded.until`,
    [tx.tenantId, consumerId, reason, until, createdAt],
  );
}

/** Takes the consumer off the list; false when it was not on it. */
export async function liftSuppression(tx: TenantTransaction, consumerId: string): Promise<boolean> {
  return (await tx.execute(`delete from suppression where consumer_id = $1`, [consumerId])) > 0;
}

/** The consumers on the list at a moment, the last added first. */
export function suppressionsOf(
  tx: TenantTransaction,
  now: Date,
  limit: number,
): Promise<Suppression[]> {
  return tx.query<Suppression>(
    `select consumer_id as "consumerId", reason, until, created_at as "createdAt" from suppression
      where until is null or until > $1 order by created_at desc, consumer_id limit $2`,
    [now, limit],
  );
}
