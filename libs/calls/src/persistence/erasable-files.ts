import { Inject, Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#patchbay/database';
import { type Clock, CLOCK } from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';

export interface ErasableFile {
  readonly tenantId: string;
  readonly id: string;
}

/** Finds, over all tenants, the files whose time is over. */
@Injectable()
export class ErasableFiles {
  constructor(
    private readonly database: SystemDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  exports(limit: number): Promise<ErasableFile[]> {
    return this.#find(
      `select tenant_id as "tenantId", id from call_export
        where expires_at <= $1 order by expires_at limit $2`,
      limit,
    );
  }

  media(limit: number): Promise<ErasableFile[]> {
    return this.#find(
      `select tenant_id as "tenantId", id from call_media
        where state = 'STORED' and delete_at <= $1 order by delete_at limit $2`,
      limit,
    );
  }

  #find(sql: string, limit: number): Promise<ErasableFile[]> {
    return this.database.run((tx) => tx.query<ErasableFile>(sql, [this.clock.now(), limit]));
  }
}

/** The file of an export is gone, and its key with it. One that was given up stays so. */
export async function forgetExportFile(tx: TenantTransaction, id: string): Promise<void> {
  await tx.query(
    `update call_export
        set state = case when state = 'DONE' then 'EXPIRED' else state end,
            key_sealed = null, expires_at = null
      where id = $1 and expires_at is not null`,
    [id],
  );
}

/** A file of a call is gone, and its key with it. */
export async function forgetMediaFile(tx: TenantTransaction, id: string): Promise<void> {
  await tx.query(
    `update call_media set state = 'DELETED', object_key = null, key_sealed = null
      where id = $1 and state = 'STORED'`,
    [id],
  );
}
