import { isUuid, type TenantContext } from '#patchbay/kernel';
import type { DatabasePools } from './connection/database-pools.js';
import { type Opening, runInTransaction, type Session, TenantTransaction } from './transaction.js';

/** Opens the tenant for the rest of a transaction, and for nothing longer. */
export function enterTenant(tenantId: string): (session: Session) => Opening<TenantTransaction> {
  if (!isUuid(tenantId)) throw new Error('a tenant transaction needs a tenant id');
  return (session) => {
    const tx = new TenantTransaction(session, tenantId);
    return { tx, opened: tx.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]) };
  };
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
    return this.#run(tenant, work, 'change');
  }

  /** The same for work that changes nothing: PostgreSQL refuses it if it does. */
  read<Result>(
    tenant: TenantContext,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return this.#run(tenant, work, 'read');
  }

  /** The same for work that asks all it asks at once: one round trip, its end included. */
  glance<Result>(
    tenant: TenantContext,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return this.#run(tenant, work, 'glance');
  }

  async #run<Result>(
    { tenantId }: TenantContext,
    work: (tx: TenantTransaction) => Promise<Result>,
    mode: 'change' | 'read' | 'glance',
  ): Promise<Result> {
    const source = this.#pools.of('app');
    return runInTransaction({ source, open: enterTenant(tenantId), mode }, work);
  }
}
