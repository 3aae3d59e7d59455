import type { TenantTransaction } from '#patchbay/database';
import './number-restriction.entity.js';
import './number-state.entity.js';

/** When Meta said it, and in which event: what was told later, or later at one time, wins. */
export interface Told {
  readonly toldAt: Date;
  readonly toldBy: string;
}

export interface NumberStateToTell extends Told {
  readonly numberId: string;
  readonly aspect: string;
  readonly state: string;
  readonly detail: object;
}

/** Notes what Meta said about an aspect. False when the same or something newer is there. */
export async function tellNumberState(
  tx: TenantTransaction,
  told: NumberStateToTell,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into number_state (tenant_id, number_id, aspect, state, detail, told_at, told_by)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, number_id, aspect) do update
       set state = excluded.state, detail = excluded.detail,
           told_at = excluded.told_at, told_by = excluded.told_by
       where (number_state.told_at, number_state.told_by) < (excluded.told_at, excluded.told_by)
     returning aspect`,
    [tx.tenantId, told.numberId, told.aspect, told.state, told.detail, told.toldAt, told.toldBy],
  );
  return rows.length > 0;
}

/** What is known of a number, by aspect. */
export async function numberStates(
  tx: TenantTransaction,
  numberId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ aspect: string; state: string }>(
    `select aspect, state from number_state where number_id = $1`,
    [numberId],
  );
  return new Map(rows.map(({ aspect, state }) => [aspect, state]));
}

export interface RestrictionToTell extends Told {
  readonly numberId: string;
  readonly type: string;
  readonly remediation: string | null;
  readonly expiresAt: Date | null;
}

/** Notes a restriction. False when the same or something newer is there. */
export async function tellRestriction(
  tx: TenantTransaction,
  told: RestrictionToTell,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into number_restriction
       (tenant_id, number_id, type, remediation, expires_at, told_at, told_by)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, number_id, type) do update
       set remediation = excluded.remediation, expires_at = excluded.expires_at,
           told_at = excluded.told_at, told_by = excluded.told_by
       where (number_restriction.told_at, number_restriction.told_by)
             < (excluded.told_at, excluded.told_by)
     returning type`,
    [
      tx.tenantId,
      told.numberId,
      told.type,
      told.remediation,
      told.expiresAt,
      told.toldAt,
      told.toldBy,
    ],
  );
  return rows.length > 0;
}

/** Switches a number's calls on or off, as Meta has them. */
export async function setCallingEnabled(
  tx: TenantTransaction,
  numberId: string,
  isEnabled: boolean,
): Promise<void> {
  await tx.execute(
    `update phone_number set is_calling_enabled = $2 where id = $1 and is_calling_enabled <> $2`,
    [numberId, isEnabled],
  );
}
