import { isUuid, type TenantContext } from '#patchbay/kernel';
import type { DatabasePools } from './connection/database-pools.js';
import { runInTransaction, type Session, TenantTransaction } from './transaction.js';

/** Opens the tenant for the rest of this transaction, and for nothing longer. */
export async function enterTenant(session: Session, tenantId: string): Promise<TenantTransaction> {
  if (!isUuid(tenantId)) throw new Error('a tenant transaction needs a tenant id');
  const tx = new TenantTransaction(session, tenantId);
  await tx.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
  return tx;
}

/** The one door to tenants' rows: a transaction in which row level security shows one tenant only. */
export class TenantDatabase {
  readonly #pools: DatabasePools;

  constructor(pools: DatabasePools) {
    this.#pools = pools;
  }

  /** Transactions that may be open at a time in this process; a further one waits. */
  get connections(): number {
    return this.#pools.sizeOf('app');
  }

  run<Result>(
    tenant: TenantContext,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return runInTransaction(
      {
        source: this.#pools.of('app'),
        open: (session) => enterTenant(session, tenant.tenantId),
      },
      work,
    );
  }
}
