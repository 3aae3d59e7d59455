import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '../../../database/src/system-database.js';

/** What waits at an endpoint, in both lanes. */
export interface EndpointBacklog {
  readonly tenantId: string;
  readonly endpointId: string;
  /** Counted up to `MOST_COUNTED` a lane. */
  readonly pending: number;
  /** When the oldest of them was made. */
  readonly oldestAt: Date;
}

interface Row {
  readonly tenant_id: string;
  readonly endpoint_id: string;
  readonly pending: number;
  readonly oldest_at: Date;
}

/** More of a lane is not counted: a number that large says enough, and is read often. */
const MOST_COUNTED = 10_000;

/** How much waits at which endpoint, over all tenants, as the role `system` may see it. */
@Injectable()
export class DeliveryBacklogTable {
  constructor(private readonly database: SystemDatabase) {}

  /** The endpoints at which most waits, disabled ones left out. */
  async largest(limit: number): Promise<EndpointBacklog[]> {
    const rows = await this.database.run((tx) =>
      tx.query<Row>(
        `with recursive lane as (
           (select tenant_id, endpoint_id, is_live from delivery_due order by 1, 2, 3 limit 1)
           union all
           select next.* from lane cross join lateral (
             select d.tenant_id, d.endpoint_id, d.is_live from delivery_due d
              where (d.tenant_id, d.endpoint_id, d.is_live)
                  > (lane.tenant_id, lane.endpoint_id, lane.is_live)
              order by 1, 2, 3 limit 1) next
         )
         select lane.tenant_id, lane.endpoint_id, sum(waiting.count)::int as pending,
                min(waiting.oldest_at) as oldest_at
           from lane cross join lateral (
             select count(*) as count, min(created_at) as oldest_at from (
               select created_at from delivery_due d
                where d.tenant_id = lane.tenant_id and d.endpoint_id = lane.endpoint_id
                  and d.is_live = lane.is_live
                order by d.due_at limit ${MOST_COUNTED}) front) waiting
          where not exists (
            select from endpoint_health h
             where h.tenant_id = lane.tenant_id and h.endpoint_id = lane.endpoint_id
               and h.parked_at is not null)
          group by lane.tenant_id, lane.endpoint_id order by pending desc limit $1`,
        [limit],
      ),
    );
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      endpointId: row.endpoint_id,
      pending: row.pending,
      oldestAt: row.oldest_at,
    }));
  }
}
