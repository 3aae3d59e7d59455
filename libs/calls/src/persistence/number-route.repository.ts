import type { TenantTransaction } from '#patchbay/database';
import type { NumberRoute } from '#patchbay/numbers';
import type { RoutePlan, RouteTarget } from '../domain/route-plan.js';

export type CallerList = 'ALLOWED' | 'BLOCKED';

/** What routing a call needs to know of its number and its caller. */
export interface RouteInput {
  readonly route: NumberRoute;
  /** Null when the tenant has set none. */
  readonly plan: RoutePlan | null;
  readonly callerList: CallerList | null;
  readonly country: string | null;
}

/** Reads it in one statement: a user waits. Undefined when the number is not the tenant's. */
export async function routeInput(
  tx: TenantTransaction,
  numberId: string,
  consumerId: string | null,
): Promise<RouteInput | undefined> {
  const rows = await tx.query<RouteInput>(
    `select n.route, r.plan, l.list as "callerList", c.country
       from phone_number n
       left join number_route r on r.tenant_id = n.tenant_id and r.number_id = n.id
       left join consumer c on c.tenant_id = n.tenant_id and c.id = $2
       left join number_route_caller l
         on l.tenant_id = n.tenant_id and l.number_id = n.id and l.consumer_id = c.id
      where n.id = $1`,
    [numberId, consumerId],
  );
  return rows[0];
}

export type LiveCalls = Partial<Record<RouteTarget, number>>;

/**
 * How many users' calls of the number are live, by whom they were given to, without `exceptCallId`.
 * Until this transaction ends nobody else counts them, so two calls cannot take one last place.
 */
export async function countLiveCalls(
  tx: TenantTransaction,
  numberId: string,
  exceptCallId: string,
): Promise<LiveCalls> {
  const [, rows] = await tx.together(() => [
    tx.query(`select pg_advisory_xact_lock(hashtextextended('number_route ' || $1, 0))`, [
      numberId,
    ]),
    tx.query<{ target: RouteTarget; count: number }>(
      `select c.media_mode as target, count(*)::int as count
         from call_work w join call c on c.tenant_id = w.tenant_id and c.id = w.call_id
        where w.number_id = $1 and w.closed_at is null and w.call_id <> $2
          and c.direction = 'USER_INITIATED'
          and c.facts -> 'facts' -> 'routed' -> 'data' ->> 'target' is distinct from 'REJECT'
        group by 1`,
      [numberId, exceptCallId],
    ),
  ]);
  return Object.fromEntries(rows.map(({ target, count }) => [target, count]));
}
