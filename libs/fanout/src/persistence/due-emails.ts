import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '../../../database/src/system-database.js';

/** An e-mail that is due, by its ids. */
export interface DueEmail {
  readonly tenantId: string;
  readonly id: string;
}

/** What the role `system` may see of e-mails to be sent. */
@Injectable()
export class DueEmailsTable {
  constructor(private readonly database: SystemDatabase) {}

  async find(now: Date, limit: number): Promise<DueEmail[]> {
    const rows = await this.database.run((tx) =>
      tx.query<{ tenant_id: string; id: string }>(
        `select tenant_id, id from endpoint_email where due_at <= $1 order by due_at limit $2`,
        [now, limit],
      ),
    );
    return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
  }
}
