import type { Transaction } from '#patchbay/database';
import type { TenantQuota } from '../domain/admission-rule.js';
import type { CallBounds, KillSwitchView } from '../domain/call-bounds.js';
import type { QuietSpan } from '../domain/quiet-hours.js';

type OfTenant<Row> = Row & { readonly tenantId: string };
type OfNumber<Row> = Row & { readonly numberId: string | null };
export type NumberSwitch = OfNumber<KillSwitchView>;

const SWITCH = `k.tenant_id as "tenantId", k.number_id as "numberId", k.set_by as "stoppedBy",
  n.phone_number_id as "phoneNumberId", k.reason, k.on_at as "since"`;
const SWITCHES = `select ${SWITCH} from kill_switch k
  left join phone_number n on n.tenant_id = k.tenant_id and n.id = k.number_id
 where k.off_at is null`;
const WIDEST_FIRST = `order by k.number_id nulls first, k.set_by, k.on_at`;

function selectQuotas(tx: Transaction, ids: readonly string[]): Promise<OfTenant<TenantQuota>[]> {
  return tx.query(
    `select tenant_id as "tenantId", concurrent_calls as "concurrentCalls",
            daily_calls as "dailyCalls"
       from tenant_quota where tenant_id = any($1::uuid[])`,
    [ids],
  );
}

function selectSwitches(
  tx: Transaction,
  ids: readonly string[],
): Promise<OfTenant<NumberSwitch>[]> {
  return tx.query(`${SWITCHES} and k.tenant_id = any($1::uuid[]) ${WIDEST_FIRST}`, [ids]);
}

function selectQuietHours(tx: Transaction, ids: readonly string[]): Promise<OfTenant<QuietSpan>[]> {
  return tx.query(
    `select tenant_id as "tenantId", country, time_zone as "timeZone", day_of_week as "dayOfWeek",
            starts_minute as "startsMinute", ends_minute as "endsMinute"
       from quiet_hours where tenant_id = any($1::uuid[])
      order by country nulls first, day_of_week, starts_minute, ends_minute`,
    [ids],
  );
}

/** What bounds the calls of each of the tenants; of those that the transaction does not see, nothing. */
export async function boundsOfTenants(
  tx: Transaction,
  tenantIds: readonly string[],
): Promise<CallBounds[]> {
  const [quotas, switches, spans] = await Promise.all([
    selectQuotas(tx, tenantIds),
    selectSwitches(tx, tenantIds),
    selectQuietHours(tx, tenantIds),
  ]);
  return tenantIds.map((tenantId) => {
    const isTheirs = (row: OfTenant<unknown>): boolean => row.tenantId === tenantId;
    const quota = quotas.find(isTheirs);
    return {
      tenantId,
      quota: {
        concurrentCalls: quota?.concurrentCalls ?? null,
        dailyCalls: quota?.dailyCalls ?? null,
      },
      killSwitches: switches.filter(isTheirs),
      quietHours: spans.filter(isTheirs),
    };
  });
}

/** The switches that are on for one of the numbers alone. */
export function switchesOfNumbers(
  tx: Transaction,
  numberIds: readonly string[],
): Promise<NumberSwitch[]> {
  return tx.query(`${SWITCHES} and k.number_id = any($1::uuid[]) ${WIDEST_FIRST}`, [numberIds]);
}

/** The switch of the whole platform, when it is on. */
export async function platformSwitch(tx: Transaction): Promise<KillSwitchView | undefined> {
  const rows = await tx.query<KillSwitchView>(
    `select 'PLATFORM' as "stoppedBy", null as "phoneNumberId", reason, on_at as "since"
       from platform_kill_switch where off_at is null order by on_at limit 1`,
  );
  return rows[0];
}
