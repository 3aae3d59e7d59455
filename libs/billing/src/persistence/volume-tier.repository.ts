import type { TenantTransaction } from '#patchbay/database';
import type { TierBounds } from '../domain/volume-tier.js';
import './volume-tier.entity.js';

export interface VolumeTierToTell extends TierBounds {
  /** Meta's id. */
  readonly wabaId: string;
  readonly category: string;
  readonly region: string;
  /** `2026-10`. */
  readonly effectiveMonth: string;
  readonly tier: string;
  /** When Meta said it, and in which event: what was told later, or later at one time, wins. */
  readonly toldAt: Date;
  readonly toldBy: string;
}

/** Notes the tier that a WABA reached, unless the same or something newer is there. */
export async function tellVolumeTier(tx: TenantTransaction, told: VolumeTierToTell): Promise<void> {
  await tx.query(
    `insert into volume_tier (tenant_id, waba_id, category, region, effective_month, tier,
                              lower_bound, upper_bound, told_at, told_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (tenant_id, waba_id, category, region, effective_month) do update
       set tier = excluded.tier, lower_bound = excluded.lower_bound,
           upper_bound = excluded.upper_bound, told_at = excluded.told_at, told_by = excluded.told_by
       where (volume_tier.told_at, volume_tier.told_by) < (excluded.told_at, excluded.told_by)`,
    [
      tx.tenantId,
      told.wabaId,
      told.category,
      told.region,
      told.effectiveMonth,
      told.tier,
      told.lowerBound?.toString() ?? null,
      told.upperBound?.toString() ?? null,
      told.toldAt,
      told.toldBy,
    ],
  );
}
