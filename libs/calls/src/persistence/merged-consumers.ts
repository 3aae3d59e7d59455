import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '../../../database/src/system-database.js';
import type { TenantTransaction } from '#patchbay/database';

/** A row of a consumer that turned out to be another one's, with things still kept under it. */
export interface MergedConsumer {
  readonly tenantId: string;
  readonly from: string;
  /** The row that counts. */
  readonly into: string;
}

/** Consumers of all tenants that became one, for the process that moves what is kept of them. */
@Injectable()
export class MergedConsumers {
  constructor(private readonly database: SystemDatabase) {}

  due(limit: number): Promise<MergedConsumer[]> {
    return this.database.run((tx) =>
      tx.query<MergedConsumer>(
        `select tenant_id as "tenantId", id as "from", merged_into as "into" from consumer
          where is_fold_due and merged_into is not null order by id limit $1`,
        [limit],
      ),
    );
  }
}

/** Holds the row while what is kept of it is moved; false when that was done, or it moved on. */
export async function holdMerged(
  tx: TenantTransaction,
  { from, into }: Pick<MergedConsumer, 'from' | 'into'>,
): Promise<boolean> {
  const rows = await tx.query(
    `select id from consumer where id = $1 and merged_into = $2 and is_fold_due for update`,
    [from, into],
  );
  return rows.length > 0;
}

/** Nothing is kept under the row any more. */
export async function markFolded(tx: TenantTransaction, consumerId: string): Promise<void> {
  await tx.execute(`update consumer set is_fold_due = false where id = $1`, [consumerId]);
}
