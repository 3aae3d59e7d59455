import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '../../../database/src/system-database.js';

/** An endpoint that has rows to send now, and in which lane. */
export interface DueEndpoint {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly isLive: boolean;
}

interface Row {
  readonly tenant_id: string;
  readonly endpoint_id: string;
  readonly is_live: boolean;
}

/** What the role `system` may see of the deliveries of all tenants: ids and times. */
@Injectable()
export class DueEndpointsTable {
  constructor(private readonly database: SystemDatabase) {}

  /**
   * Endpoints with due rows that nobody holds, live ones first, then those waiting longest. Of a
   * disabled endpoint only what has expired is worth a look.
   */
  async find(now: Date, limit: number): Promise<DueEndpoint[]> {
    const rows = await this.database.run((tx) =>
      tx.query<Row>(
        // From lane to lane along the index, not through all that is due: a backlog of one endpoint
        // may be long, and this is asked four times a second.
        `with recursive lane as (
           (select tenant_id, endpoint_id, is_live from delivery_due order by 1, 2, 3 limit 1)
           union all
           select next.* from lane cross join lateral (
             select d.tenant_id, d.endpoint_id, d.is_live from delivery_due d
              where (d.tenant_id, d.endpoint_id, d.is_live)
                  > (lane.tenant_id, lane.endpoint_id, lane.is_live)
              order by 1, 2, 3 limit 1) next
         )
         select lane.* from lane cross join lateral (
           select d.due_at from delivery_due d
            where d.tenant_id = lane.tenant_id and d.endpoint_id = lane.endpoint_id
              and d.is_live = lane.is_live and d.due_at <= $1
              and (d.lease_until is null or d.lease_until <= $1)
            order by d.due_at limit 1) first
          where not exists (
            select from endpoint_health h
             where h.tenant_id = lane.tenant_id and h.endpoint_id = lane.endpoint_id
               and h.parked_at is not null)
             or exists (
            select from delivery_due d
             where d.tenant_id = lane.tenant_id and d.endpoint_id = lane.endpoint_id
               and d.is_live = lane.is_live and d.expires_at <= $1
               and (d.lease_until is null or d.lease_until <= $1))
          order by lane.is_live desc, first.due_at limit $2`,
        [now, limit],
      ),
    );
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      endpointId: row.endpoint_id,
      isLive: row.is_live,
    }));
  }
}
