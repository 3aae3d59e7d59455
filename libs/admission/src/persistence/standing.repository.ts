import type { TenantTransaction } from '#patchbay/database';
import type { QuietSpan } from '../domain/quiet-hours.js';

/** What keeps the tenant, the number or the consumer from a call, as PostgreSQL has it. */
export interface Standing {
  /** Meta's word for whether the number runs its calls over SIP. */
  readonly sipStatus: string | null;
  /** Meta's last word on our partnership with the number's WABA, and on the WABA itself. */
  readonly partner: string | null;
  readonly account: string | null;
  /** Restrictions of Meta's that hold now. */
  readonly restrictions: readonly { readonly type: string; readonly expiresAt: string | null }[];
  readonly stop: StandingStop | null;
  readonly suppression: { readonly reason: string; readonly until: string | null } | null;
  readonly quietSpans: readonly QuietSpan[];
}

/** A kill switch that is on; of several the widest. */
export interface StandingStop {
  readonly by: 'PLATFORM' | 'STAFF' | 'TENANT';
  readonly ofNumber: boolean;
  readonly reason: string;
}

interface Asked {
  readonly numberId: string;
  readonly wabaRowId: string;
  readonly consumerId: string;
  readonly country: string | null;
  readonly now: Date;
}

// One statement for all rules: each of its parts looks into an index of a small table.
const SQL = `select
  (select state from number_state where number_id = $1 and aspect = 'SIP_STATUS') as "sipStatus",
  (select s.state from waba_state s join waba w on w.waba_id = s.waba_id
    where w.id = $2 and s.aspect = 'PARTNER' and s.about = '') as partner,
  (select s.state from waba_state s join waba w on w.waba_id = s.waba_id
    where w.id = $2 and s.aspect = 'ACCOUNT' and s.about = '') as account,
  (select coalesce(json_agg(json_build_object('type', type, 'expiresAt', expires_at)), '[]')
     from number_restriction
    where number_id = $1 and (expires_at is null or expires_at > $4)) as restrictions,
  coalesce(
    (select json_build_object('by', 'PLATFORM', 'ofNumber', false, 'reason', reason)
       from platform_kill_switch where off_at is null order by on_at limit 1),
    (select json_build_object('by', set_by, 'ofNumber', number_id is not null, 'reason', reason)
       from kill_switch where off_at is null and (number_id is null or number_id = $1)
      order by number_id nulls first, set_by, on_at limit 1)) as stop,
  (select json_build_object('reason', reason, 'until', until) from suppression
    where consumer_id = $3 and (until is null or until > $4)) as suppression,
  (select coalesce(json_agg(json_build_object('country', country, 'timeZone', time_zone,
            'dayOfWeek', day_of_week, 'startsMinute', starts_minute, 'endsMinute', ends_minute)), '[]')
     from quiet_hours where country is null or country = $5) as "quietSpans"`;

/** Reads all of it in one statement; times are ISO 8601. */
export async function readStanding(tx: TenantTransaction, asked: Asked): Promise<Standing> {
  const { numberId, wabaRowId, consumerId, country, now } = asked;
  const [row] = await tx.query<Standing>(SQL, [numberId, wabaRowId, consumerId, now, country]);
  if (row === undefined) throw new Error('a select without a table gave no row');
  return row;
}

/** The quota that the BSP set for the tenant; null is none. */
export async function readTenantQuota(
  tx: TenantTransaction,
): Promise<{ readonly concurrentCalls: number | null; readonly dailyCalls: number | null }> {
  const [row] = await tx.query<{ concurrentCalls: number | null; dailyCalls: number | null }>(
    `select concurrent_calls as "concurrentCalls", daily_calls as "dailyCalls" from tenant_quota
      where tenant_id = $1`,
    [tx.tenantId],
  );
  return row ?? { concurrentCalls: null, dailyCalls: null };
}

/** Sets the tenant's quota, whatever it was. */
export async function saveTenantQuota(
  tx: TenantTransaction,
  quota: { readonly concurrentCalls: number | null; readonly dailyCalls: number | null },
  at: Date,
): Promise<void> {
  await tx.execute(
    `insert into tenant_quota (tenant_id, concurrent_calls, daily_calls, updated_at)
     values ($1, $2, $3, $4)
     on conflict (tenant_id) do update set concurrent_calls = excluded.concurrent_calls,
       daily_calls = excluded.daily_calls, updated_at = excluded.updated_at`,
    [tx.tenantId, quota.concurrentCalls, quota.dailyCalls, at],
  );
}
