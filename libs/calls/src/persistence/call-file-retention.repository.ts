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

export async function saveWantedDays(
  tx: TenantTransaction,
  mediaDays: number | null,
  now: Date,
): Promise<void> {
  if (mediaDays === null) {
    await tx.query(`delete from call_file_retention`);
    return;
  }
  await tx.query(
    `insert into call_file_retention (tenant_id, media_days, updated_at) values ($1, $2, $3)
     on conflict (tenant_id) do update set media_days = excluded.media_days,
                                           updated_at = excluded.updated_at`,
    [tx.tenantId, mediaDays, now],
  );
}

/** Files that are kept for longer than so many days are kept for so many. */
export async function shortenKept(tx: TenantTransaction, mediaDays: number): Promise<void> {
  await tx.query(
    `update call_media set delete_at = stored_at + make_interval(hours => 24 * $1::int)
      where state = 'STORED' and delete_at > stored_at + make_interval(hours => 24 * $1::int)`,
    [mediaDays],
  );
}
