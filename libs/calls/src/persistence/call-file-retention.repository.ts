import type { TenantTransaction } from '#patchbay/database';

/** For how many days files of calls are kept: as the tenant says, but not for longer than `mostDays`. */
export async function keptDays(tx: TenantTransaction, mostDays: number): Promise<number> {
  return Math.min(mostDays, (await wantedDays(tx)) ?? mostDays);
}

/** What the tenant has said; undefined where it has not. */
export async function wantedDays(tx: TenantTransaction): Promise<number | undefined> {
  const rows = await tx.query<{ media_days: number }>(`select media_days from call_file_retention`);
  return rows[0]?.media_days;
}
