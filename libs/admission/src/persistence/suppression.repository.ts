import type { TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import { rowsOfPerson } from './rows-of-person.js';

/** A consumer whom the tenant does not want to call. */
export interface Suppression {
  readonly consumerId: string;
  readonly reason: string;
  /** Null: without end. */
  readonly until: Date | null;
  readonly createdAt: Date;
}

/** An entry of the list, and the id by which the list is read. */
export type ListedSuppression = Suppression & { readonly id: string };

const PERSON = rowsOfPerson('$1');

/** Puts the consumer on the list, or changes why and until when it is there. */
export async function saveSuppression(
  tx: TenantTransaction,
  clock: Clock,
  { consumerId, reason, until, createdAt }: Suppression,
): Promise<void> {
  await tx.execute(
    `insert into suppression (tenant_id, id, consumer_id, reason, until, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, consumer_id) do update
       set reason = excluded.reason, until = excluded.until`,
    [tx.tenantId, uuidv7(clock), consumerId, reason, until, createdAt],
  );
}

/** Takes the consumer off the list, under all its ids; false when it was not on it. */
export async function liftSuppression(tx: TenantTransaction, consumerId: string): Promise<boolean> {
  return (
    (await tx.execute(`delete from suppression where consumer_id in (${PERSON})`, [consumerId])) > 0
  );
}

/**
 * The place on the list of a consumer who turned out to be another one is the other one's: of two places
 * the one that holds longer.
 */
export async function foldSuppression(
  tx: TenantTransaction,
  { from, into }: { readonly from: string; readonly into: string },
): Promise<void> {
  await tx.execute(
    `with gone as (delete from suppression where consumer_id = $1 returning *)
     insert into suppression as kept (tenant_id, id, consumer_id, reason, until, created_at)
     select tenant_id, id, $2, reason, until, created_at from gone
     on conflict (tenant_id, consumer_id) do update
       set reason = excluded.reason, until = excluded.until
     where kept.until is not null and (excluded.until is null or excluded.until > kept.until)`,
    [from, into],
  );
}

/** The consumers on the list at a moment, the last added first, behind the entry `after`. */
export function suppressionsOf(
  tx: TenantTransaction,
  now: Date,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<ListedSuppression[]> {
  return tx.query<ListedSuppression>(
    `select id, consumer_id as "consumerId", reason, until, created_at as "createdAt"
       from suppression
      where (until is null or until > $1) and ($2::uuid is null or id < $2)
      order by id desc limit $3`,
    [now, after ?? null, limit],
  );
}
