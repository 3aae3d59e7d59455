import type { TenantTransaction } from '#patchbay/database';
import type { QuietSpan } from '../domain/quiet-hours.js';

const COLUMNS = `country, time_zone as "timeZone", day_of_week as "dayOfWeek",
  starts_minute as "startsMinute", ends_minute as "endsMinute"`;

/** The tenant's quiet hours, by country and day. */
export function readQuietHours(tx: TenantTransaction): Promise<QuietSpan[]> {
  return tx.query<QuietSpan>(
    `select ${COLUMNS} from quiet_hours
      order by country nulls first, day_of_week, starts_minute, ends_minute`,
  );
}

/** Puts these spans in the place of those of the country; null is the list for all other countries. */
export async function replaceQuietHours(
  tx: TenantTransaction,
  country: string | null,
  spans: readonly (QuietSpan & { readonly id: string })[],
): Promise<void> {
  await tx.execute(`delete from quiet_hours where country is not distinct from $1::text`, [
    country,
  ]);
  await Promise.all(
    spans.map(({ id, timeZone, dayOfWeek, startsMinute, endsMinute }) =>
      tx.execute(
        `insert into quiet_hours
           (tenant_id, id, country, time_zone, day_of_week, starts_minute, ends_minute)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [tx.tenantId, id, country, timeZone, dayOfWeek, startsMinute, endsMinute],
      ),
    ),
  );
}
