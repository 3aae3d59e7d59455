import { isUuid, type TenantContext } from '#patchbay/kernel';
import type { DatabasePools } from './connection/database-pools.js';
import { type Opening, runInTransaction, type Session, TenantTransaction } from './transaction.js';

const ENTER = `select set_config('app.tenant_id', $1, true)`;
const ENTER_STEP = `${ENTER}, set_config('plan_cache_mode', 'force_generic_plan', true)`;

/** Opens the tenant for the rest of a transaction, and for nothing longer. */
export function enterTenant(
  tenantId: string,
  sql: string = ENTER,
): (session: Session) => Opening<TenantTransaction> {
  if (!isUuid(tenantId)) throw new Error('a tenant transaction needs a tenant id');
  return (session) => {
    const tx = new TenantTransaction(session, tenantId);
    return { tx, opened: tx.query(sql, [tenantId]) };
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

  /**
   * The same for a step that is taken again and again, whose every statement finds a few rows by their
   * keys: one plan serves whatever the values are. Left to itself PostgreSQL plans statements on
   * partitioned tables anew each time, as it knows the partition only then.
   */
  step<Result>(
    tenant: TenantContext,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return this.#run(tenant, work, 'change', ENTER_STEP);
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
    enter = ENTER,
  ): Promise<Result> {
    const source = this.#pools.of('app');
    return runInTransaction({ source, open: enterTenant(tenantId, enter), mode }, work);
  }
}
