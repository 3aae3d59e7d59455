import type { TenantTransaction } from '#patchbay/database';
import { tierBounds } from '../domain/volume-tier.js';
import { tellVolumeTier } from '../persistence/volume-tier.repository.js';

/** That a WABA of the transaction's tenant reached a tier of Meta's prices. */
export interface VolumeTierEvent {
  /** Meta's id. */
  readonly wabaId: string | null;
  /** `CALLING` for minutes of calls. */
  readonly category?: string;
  /** Such as `50001:250000`. */
  readonly tier?: string;
  /** `2026-10`. */
  readonly effectiveMonth?: string;
  readonly region?: string;
  readonly toldAt: Date;
  readonly toldBy: string;
}

/** Keeps the tier for the month it holds in. False when the event does not say which or of whom. */
export async function applyVolumeTier(
  tx: TenantTransaction,
  event: VolumeTierEvent,
): Promise<boolean> {
  const { wabaId, tier, effectiveMonth, category = '', region = '', toldAt, toldBy } = event;
  if (wabaId === null || tier === undefined || effectiveMonth === undefined) return false;
  const bounds = tierBounds(tier);
  const row = { wabaId, category, region, effectiveMonth, tier, ...bounds, toldAt, toldBy };
  await tellVolumeTier(tx, row);
  return true;
}
