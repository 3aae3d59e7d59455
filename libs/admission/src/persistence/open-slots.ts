import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '../../../database/src/system-database.js';
import type { OpenSlot } from './slot-counters.js';

interface Row {
  readonly tenant_id: string;
  readonly call_id: string;
  readonly number_id: string;
  readonly consumer_id: string | null;
  readonly direction: OpenSlot['direction'];
}

/** The places that calls of all tenants hold, for the process that renews their leases. */
@Injectable()
export class OpenSlots {
  constructor(private readonly database: SystemDatabase) {}

  async byTenant(): Promise<Map<string, OpenSlot[]>> {
    const rows = await this.database.run((tx) =>
      tx.query<Row>(
        `select s.tenant_id, call_id, number_id, coalesce(c.merged_into, s.consumer_id) as consumer_id,
                direction
           from call_slot s left join consumer c on c.tenant_id = s.tenant_id and c.id = s.consumer_id
          where ended_at is null`,
      ),
    );
    const slots = new Map<string, OpenSlot[]>();
    for (const { tenant_id, call_id, number_id, consumer_id, direction } of rows) {
      const slot = { callId: call_id, numberId: number_id, consumerId: consumer_id, direction };
      const known = slots.get(tenant_id);
      if (known === undefined) slots.set(tenant_id, [slot]);
      else known.push(slot);
    }
    return slots;
  }

  /**
   * One process among all renews; another one does nothing meanwhile. It asks on the connection that
   * makes it the one.
   */
  async whileLeading(renew: (open: OpenSlots) => Promise<void>): Promise<void> {
    await this.database.withLeadership('patchbay.renew.slots', (leader) =>
      renew(new OpenSlots(leader)),
    );
  }
}
