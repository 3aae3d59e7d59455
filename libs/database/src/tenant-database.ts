import type { EntityManager } from 'typeorm';
import { isUuid, type TenantContext } from '#patchbay/kernel';
import type { DatabasePools } from './connection/database-pools.js';
import { runInTransaction, TenantTransaction } from './transaction.js';

/** Opens the tenant for the rest of this transaction, and for nothing longer. */
export async function enterTenant(manager: EntityManager, tenantId: string): Promise<void> {
  if (!isUuid(tenantId)) throw new Error('a tenant transaction needs a tenant id');
  await manager.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
}

/** The one door to tenants' rows: a transaction in which row level security shows one tenant only. */
export class TenantDatabase {
  readonly #pools: DatabasePools;

  constructor(pools: DatabasePools) {
    this.#pools = pools;
  }

  run<Result>(
    tenant: TenantContext,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return runInTransaction(
      {
        source: this.#pools.of('app'),
        open: async (manager) => {
          await enterTenant(manager, tenant.tenantId);
          return new TenantTransaction(manager, tenant.tenantId);
        },
      },
      work,
    );
  }
}
