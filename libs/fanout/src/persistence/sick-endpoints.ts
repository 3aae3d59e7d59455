import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '../../../database/src/system-database.js';
import type { Circuit } from '../domain/circuit.js';

/** An endpoint whose last attempt failed. */
export interface SickEndpoint {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly circuit: Circuit;
}

interface Row {
  readonly tenant_id: string;
  readonly endpoint_id: string;
  readonly consecutive_failures: number;
  readonly circuit_open_until: Date | null;
  readonly circuit_opens: number;
  readonly probe_until: Date | null;
}

/** What the role `system` may see of the health of all tenants' endpoints. */
@Injectable()
export class SickEndpointsTable {
  constructor(private readonly database: SystemDatabase) {}

  /** All of them: few, as an endpoint that is well has no failures. */
  async all(): Promise<SickEndpoint[]> {
    const rows = await this.database.run((tx) =>
      tx.query<Row>(
        `select tenant_id, endpoint_id, consecutive_failures, circuit_open_until, circuit_opens,
                probe_until
           from endpoint_health where consecutive_failures > 0`,
      ),
    );
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      endpointId: row.endpoint_id,
      circuit: {
        failures: row.consecutive_failures,
        opens: row.circuit_opens,
        openUntil: row.circuit_open_until,
        probeUntil: row.probe_until,
      },
    }));
  }
}
