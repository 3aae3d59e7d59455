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

  /** Endpoints with due rows that nobody holds, live ones first, then those waiting longest. */
  async find(now: Date, limit: number): Promise<DueEndpoint[]> {
    const rows = await this.database.run((tx) =>
      tx.query<Row>(
        `select tenant_id, endpoint_id, is_live from delivery_due
          where due_at <= $1 and (lease_until is null or lease_until <= $1)
          group by tenant_id, endpoint_id, is_live order by is_live desc, min(due_at) limit $2`,
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
