import type { TenantTransaction } from '#patchbay/database';
import './waba-state.entity.js';

export interface WabaStateToTell {
  /** Meta's id. */
  readonly wabaId: string;
  readonly aspect: string;
  readonly about: string;
  readonly state: string;
  readonly detail: object;
  /** When Meta said it, and in which event: what was told later, or later at one time, wins. */
  readonly toldAt: Date;
  readonly toldBy: string;
}

/**
 * Notes what Meta said about an aspect, and gives back what was there before, null if nothing.
 * Undefined when the same or something newer is there.
 */
export async function tellWabaState(
  tx: TenantTransaction,
  told: WabaStateToTell,
): Promise<{ readonly previous: string | null } | undefined> {
  const [before] = await tx.query<{ state: string }>(
    `select state from waba_state where waba_id = $1 and aspect = $2 and about = $3 for update`,
    [told.wabaId, told.aspect, told.about],
  );
  const rows = await tx.query(
    `insert into waba_state (tenant_id, waba_id, aspect, about, state, detail, told_at, told_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id, waba_id, aspect, about) do update
       set state = excluded.state, detail = excluded.detail,
           told_at = excluded.told_at, told_by = excluded.told_by
       where (waba_state.told_at, waba_state.told_by) < (excluded.told_at, excluded.told_by)
     returning state`,
    [
      tx.tenantId,
      told.wabaId,
      told.aspect,
      told.about,
      told.state,
      told.detail,
      told.toldAt,
      told.toldBy,
    ],
  );
  return rows.length === 0 ? undefined : { previous: before?.state ?? null };
}
