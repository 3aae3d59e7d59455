import type { Fact, TenantTransaction } from '#patchbay/database';
import type { TenantQuota } from '../domain/admission-rule.js';
import type { QuietSpan } from '../domain/quiet-hours.js';

/** What keeps the tenant, the number or the consumer from a call, as PostgreSQL has it. */
export interface Standing {
  /** Meta's word for whether the number runs its calls over SIP. */
  readonly sipStatus: string | null;
  /** Meta's last word on our partnership with the number's WABA, and on the WABA itself. */
  readonly waba: { readonly PARTNER?: string; readonly ACCOUNT?: string } | null;
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

/** Each of its parts looks into an index of a small table. Times are ISO 8601. */
export const STANDING: Fact<Standing> = {
  name: 'standing',
  sql: `json_build_object(
    'sipStatus', (select state from number_state where number_id = asked.id and aspect = 'SIP_STATUS'),
    'waba', (select json_object_agg(aspect, state) from waba_state
      where waba_id = (select waba_id from waba where id = asked.waba_row_id)
        and aspect in ('PARTNER', 'ACCOUNT') and about = ''),
    'restrictions',
      (select coalesce(json_agg(json_build_object('type', type, 'expiresAt', expires_at)), '[]')
         from number_restriction
        where number_id = asked.id and (expires_at is null or expires_at > asked.now)),
    'stop', coalesce(
      (select json_build_object('by', 'PLATFORM', 'ofNumber', false, 'reason', reason)
         from platform_kill_switch where off_at is null order by on_at limit 1),
      (select json_build_object('by', set_by, 'ofNumber', number_id is not null, 'reason', reason)
         from kill_switch where off_at is null and (number_id is null or number_id = asked.id)
        order by number_id nulls first, set_by, on_at limit 1)),
    'suppression', (select json_build_object('reason', reason, 'until', until) from suppression
      where consumer_id = any(asked.persons) and (until is null or until > asked.now)
      order by until desc nulls first limit 1),
    'quietSpans',
      (select coalesce(json_agg(json_build_object('country', country, 'timeZone', time_zone,
                'dayOfWeek', day_of_week, 'startsMinute', starts_minute, 'endsMinute', ends_minute)), '[]')
         from quiet_hours where country is null or country = asked.country))`,
  parse: (json) => json as Standing,
};

const NO_QUOTA: TenantQuota = { concurrentCalls: null, dailyCalls: null };

/** The quota that the BSP set for the tenant, for a decision. */
export const TENANT_QUOTA: Fact<TenantQuota> = {
  name: 'tenant_quota',
  sql: `(select json_build_object('concurrentCalls', concurrent_calls, 'dailyCalls', daily_calls)
           from tenant_quota where tenant_id = asked.tenant_id)`,
  parse: (json) => (json ?? NO_QUOTA) as TenantQuota,
};

/** The quota that the BSP set for the tenant; null is none. */
export async function readTenantQuota(tx: TenantTransaction): Promise<TenantQuota> {
  const [row] = await tx.query<TenantQuota>(
    `select concurrent_calls as "concurrentCalls", daily_calls as "dailyCalls" from tenant_quota
      where tenant_id = $1`,
    [tx.tenantId],
  );
  return row ?? NO_QUOTA;
}

/** Sets the tenant's quota, whatever it was. */
export async function saveTenantQuota(
  tx: TenantTransaction,
  quota: TenantQuota,
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
