import { ownerQuery } from '../../support/owner-query.js';
import type { Json } from './scenario.js';

/** Whose calls: the tenants, and what Meta's ids of the calls begin with. */
export interface CallsOf {
  readonly tenantIds: readonly string[];
  readonly prefix: string;
}

// Ids of ours and of Meta's are drawn anew for each run: a number is named by its place in the world.
const NUMBERED = `numbered as (
  select tenant_id, id, row_number() over (order by tenant_id, id)::int as number from phone_number
   where tenant_id = any($1::uuid[]))`;

const CALLS = `with ${NUMBERED}
  select replace(c.wacid, $2, '') as call, n.number, c.direction, c.state, c.control, c.media_mode,
         c.consumer_id is not null as has_consumer, c.biz_opaque_callback_data, c.end_code,
         c.meta_error, c.node_id, c.epoch, c.version, c.started_at, c.answered_at, c.ended_at,
         c.billable_seconds, c.facts -> 'facts' as facts,
         (select array_agg(e order by e) from jsonb_array_elements_text(c.facts -> 'asked' -> 'effects') e)
           as effects,
         (select array_agg(t order by t) from jsonb_array_elements_text(c.facts -> 'asked' -> 'told') t)
           as told
    from call c join numbered n on n.tenant_id = c.tenant_id and n.id = c.number_id
   where starts_with(c.wacid, $2) order by c.wacid collate "C"`;

const CALL_EVENTS = `select replace(c.wacid, $2, '') as call, e.kind, e.actor, e.detail, e.occurred_at
    from call_event e join call c on c.tenant_id = e.tenant_id and c.id = e.call_id
   where e.tenant_id = any($1::uuid[]) and starts_with(c.wacid, $2)
   order by c.wacid collate "C", e.kind, e.occurred_at`;

const USAGE_RECORDS = `with ${NUMBERED}
  select replace(c.wacid, $2, '') as call, n.number, u.consumer_id = c.consumer_id as is_of_consumer,
         u.market, u.direction, u.answered_at, u.ended_at, u.billable_seconds
    from usage_record u join call c on c.tenant_id = u.tenant_id and c.id = u.call_id
    join numbered n on n.tenant_id = u.tenant_id and n.id = u.number_id
   where starts_with(c.wacid, $2) order by c.wacid collate "C"`;

const MESSAGES = `select replace(c.wacid, $2, '') as call, m.event_type, count(*)::int as count
    from message m join call c on c.tenant_id = m.tenant_id and c.id = m.call_id
   where m.tenant_id = any($1::uuid[]) and starts_with(c.wacid, $2)
   group by c.wacid, m.event_type order by c.wacid collate "C", 2`;

/** What a log of webhooks came to, by named columns: no ids, no receive times, events sorted. */
export interface CallProjection {
  readonly call: readonly Json[];
  readonly call_event: readonly Json[];
  readonly usage_record: readonly Json[];
  readonly message: readonly Json[];
}

export async function callProjection({ tenantIds, prefix }: CallsOf): Promise<CallProjection> {
  const read = (sql: string) => ownerQuery<Json>(sql, [tenantIds, prefix]);
  return {
    call: await read(CALLS),
    call_event: await read(CALL_EVENTS),
    usage_record: await read(USAGE_RECORDS),
    message: await read(MESSAGES),
  };
}
