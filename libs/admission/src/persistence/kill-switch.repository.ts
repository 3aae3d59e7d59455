import type { TenantTransaction, Transaction } from '#patchbay/database';
import type { StandingStop } from './standing.repository.js';

/** Which switch of a tenant's: of all its numbers, or of one. */
export interface SwitchOfTenant {
  readonly setBy: 'TENANT' | 'STAFF';
  readonly numberId: string | null;
}

interface Turn {
  readonly id: string;
  readonly reason: string;
  readonly at: Date;
}

/** Puts a switch on; one that is on already gets the new reason. */
export async function stopTenant(
  tx: TenantTransaction,
  { setBy, numberId }: SwitchOfTenant,
  { id, reason, at }: Turn,
): Promise<void> {
  const changed = await tx.execute(
    `update kill_switch set reason = $3
      where off_at is null and set_by = $1 and number_id is not distinct from $2::uuid`,
    [setBy, numberId, reason],
  );
  if (changed > 0) return;
  await tx.execute(
    `insert into kill_switch (tenant_id, id, set_by, number_id, reason, on_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [tx.tenantId, id, setBy, numberId, reason, at],
  );
}

/** Takes the switch back; one that is off stays so. */
export async function releaseTenant(
  tx: TenantTransaction,
  { setBy, numberId }: SwitchOfTenant,
  at: Date,
): Promise<void> {
  await tx.execute(
    `update kill_switch set off_at = $3
      where off_at is null and set_by = $1 and number_id is not distinct from $2::uuid`,
    [setBy, numberId, at],
  );
}

/** Stops all calls of the platform. */
export async function stopPlatform(tx: Transaction, { id, reason, at }: Turn): Promise<void> {
  const changed = await tx.execute(
    `update platform_kill_switch set reason = $1 where off_at is null`,
    [reason],
  );
  if (changed > 0) return;
  await tx.execute(`insert into platform_kill_switch (id, reason, on_at) values ($1, $2, $3)`, [
    id,
    reason,
    at,
  ]);
}

/** Lets the platform call again. */
export async function releasePlatform(tx: Transaction, at: Date): Promise<void> {
  await tx.execute(`update platform_kill_switch set off_at = $1 where off_at is null`, [at]);
}

/** What still stops the tenant, or one number of it; the widest first. */
export async function stopsOf(
  tx: TenantTransaction,
  numberId: string | null,
): Promise<StandingStop[]> {
  return tx.query<StandingStop>(
    `select 'PLATFORM' as by, false as "ofNumber", reason from platform_kill_switch
      where off_at is null
     union all
     select set_by, number_id is not null, reason from kill_switch
      where off_at is null and (number_id is null or number_id = $1::uuid)
     order by 2, 1`,
    [numberId],
  );
}
