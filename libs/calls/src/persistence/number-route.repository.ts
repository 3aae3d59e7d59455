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

/**
 * Reads it in one statement: a user waits. Who is listed by one of their ids is listed by all; blocked
 * by one is blocked. Undefined when the number is not the tenant's.
 */
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
       left join lateral (
         select listed.list
           from consumer a join number_route_caller listed
             on listed.tenant_id = a.tenant_id and listed.consumer_id = a.id
          where listed.number_id = n.id
            and (a.id = coalesce(c.merged_into, c.id)
                 or a.merged_into = coalesce(c.merged_into, c.id))
          order by listed.list desc limit 1
       ) l on true
      where n.id = $1`,
    [numberId, consumerId],
  );
  return rows[0];
}

/** A call that the route turns away takes nobody's place while Meta's word of its end is awaited. */
const NOT_TURNED_AWAY = `c.facts -> 'facts' -> 'routed' -> 'data' ->> 'target' is distinct from 'REJECT'`;

/** Until this transaction ends nobody else counts there, so two calls cannot take one last place. */
function countAlone(tx: TenantTransaction, where: string): Promise<unknown> {
  const key = `calls of ${where}`;
  return tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [key]);
}

/** How many calls of the tenant are live, both ways, without `exceptCallId`. */
export async function countCallsOfTenant(
  tx: TenantTransaction,
  exceptCallId: string,
): Promise<number> {
  const [, rows] = await tx.together(() => [
    countAlone(tx, tx.tenantId),
    tx.query<{ count: number }>(
      `select count(*)::int as count
         from call_work w join call c on c.tenant_id = w.tenant_id and c.id = w.call_id
        where w.closed_at is null and w.call_id <> $1 and ${NOT_TURNED_AWAY}`,
      [exceptCallId],
    ),
  ]);
  return rows[0]?.count ?? 0;
}

export type LiveCalls = Partial<Record<RouteTarget, number>>;

/** How many users' calls of the number are live, by whom they were given to, without `exceptCallId`. */
export async function countLiveCalls(
  tx: TenantTransaction,
  numberId: string,
  exceptCallId: string,
): Promise<LiveCalls> {
  const [, rows] = await tx.together(() => [
    countAlone(tx, numberId),
    tx.query<{ target: RouteTarget; count: number }>(
      `select c.media_mode as target, count(*)::int as count
         from call_work w join call c on c.tenant_id = w.tenant_id and c.id = w.call_id
        where w.number_id = $1 and w.closed_at is null and w.call_id <> $2
          and c.direction = 'USER_INITIATED' and ${NOT_TURNED_AWAY}
        group by 1`,
      [numberId, exceptCallId],
    ),
  ]);
  return Object.fromEntries(rows.map(({ target, count }) => [target, count]));
}

/** A number's plan as its tenant has set it. */
export interface StoredRoute {
  readonly numberId: string;
  readonly plan: RoutePlan;
  readonly version: number;
  readonly updatedAt: Date;
}

/** The plans of those numbers that have one. */
export async function storedRoutes(
  tx: TenantTransaction,
  numberIds: readonly string[],
): Promise<StoredRoute[]> {
  return tx.query<StoredRoute>(
    `select number_id as "numberId", plan, version, updated_at as "updatedAt" from number_route
      where number_id = any($1::uuid[])`,
    [numberIds],
  );
}

/** How often the number's route was set, 0 for never; nobody else sets it until this transaction ends. */
export async function lockRoute(tx: TenantTransaction, numberId: string): Promise<number> {
  const [, rows] = await tx.together(() => [
    tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`route of ${numberId}`]),
    tx.query<{ version: number }>(`select version from number_route where number_id = $1`, [
      numberId,
    ]),
  ]);
  return rows[0]?.version ?? 0;
}

/** Puts the plan in place of the one there was. */
export async function saveRoute(
  tx: TenantTransaction,
  {
    numberId,
    plan,
    now,
  }: { readonly numberId: string; readonly plan: RoutePlan; readonly now: Date },
): Promise<void> {
  await tx.query(
    `insert into number_route (tenant_id, number_id, plan, version, updated_at)
     values ($1, $2, $3, 1, $4)
     on conflict (tenant_id, number_id) do update set plan = excluded.plan,
       version = number_route.version + 1, updated_at = excluded.updated_at`,
    [tx.tenantId, numberId, plan, now],
  );
}

/** A consumer on a list of a number's route. */
export interface ListedCaller {
  readonly numberId: string;
  readonly consumerId: string;
  readonly list: CallerList;
}

/** Who is on the lists of these numbers, in the order in which consumers became known. */
export async function listedCallers(
  tx: TenantTransaction,
  numberIds: readonly string[],
): Promise<ListedCaller[]> {
  return tx.query<ListedCaller>(
    `select number_id as "numberId", consumer_id as "consumerId", list from number_route_caller
      where number_id = any($1::uuid[]) order by consumer_id`,
    [numberIds],
  );
}

/** Puts these lists in place of those there were. */
export async function saveCallers(
  tx: TenantTransaction,
  numberId: string,
  {
    callers,
    now,
  }: { readonly callers: readonly Omit<ListedCaller, 'numberId'>[]; readonly now: Date },
): Promise<void> {
  await tx.execute(`delete from number_route_caller where number_id = $1`, [numberId]);
  if (callers.length === 0) return;
  await tx.query(
    `insert into number_route_caller (tenant_id, number_id, consumer_id, list, created_at)
     select $1, $2, listed.*, $5::timestamptz from unnest($3::uuid[], $4::text[]) as listed`,
    [
      tx.tenantId,
      numberId,
      callers.map(({ consumerId }) => consumerId),
      callers.map(({ list }) => list),
      now,
    ],
  );
}
