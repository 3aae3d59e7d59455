import { type Actor, type Clock, type StaffContext, uuidv7 } from '#patchbay/kernel';
import type { DatabasePools } from './connection/database-pools.js';
import { enterTenant } from './tenant-database.js';
import {
  asItIs,
  runInTransaction,
  type TenantTransaction,
  type Transaction,
} from './transaction.js';

/** What somebody does to the platform, for the audit. */
export interface PlatformAct {
  readonly actor: Actor;
  readonly action: string;
  readonly subjectId?: string;
  readonly reason?: string;
}

async function writeAudit(tx: Transaction, clock: Clock, act: PlatformAct): Promise<void> {
  await tx.query(
    `insert into platform_audit_event (id, actor_kind, actor_id, action, subject_id, reason, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      uuidv7(clock),
      act.actor.kind,
      act.actor.id,
      act.action,
      act.subjectId ?? null,
      act.reason ?? null,
      clock.now(),
    ],
  );
}

/** Writes the platform's own tables (tenants, Meta apps, bindings, rate cards): always audited. */
export class PlatformDatabase {
  readonly #pools: DatabasePools;
  readonly #clock: Clock;

  constructor(pools: DatabasePools, clock: Clock) {
    this.#pools = pools;
    this.#clock = clock;
  }

  run<Result>(act: PlatformAct, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return runInTransaction(
      {
        source: this.#pools.of('platform'),
        open: asItIs,
      },
      async (tx) => {
        await writeAudit(tx, this.#clock, act);
        return work(tx);
      },
    );
  }

  /** The same, inside one tenant: for the rows that join a tenant's WABA to the platform. */
  async runForTenant<Result>(
    act: PlatformAct,
    tenantId: string,
    work: (tx: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return runInTransaction(
      {
        source: this.#pools.of('platform'),
        open: enterTenant(tenantId),
      },
      async (tx) => {
        await writeAudit(tx, this.#clock, act);
        return work(tx);
      },
    );
  }
}

/** Reads across tenants, for the BSP's staff: read-only, with a reason, audited. */
export class StaffDatabase {
  readonly #pools: DatabasePools;
  readonly #clock: Clock;

  constructor(pools: DatabasePools, clock: Clock) {
    this.#pools = pools;
    this.#clock = clock;
  }

  read<Result>(
    staff: StaffContext,
    reason: string,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    return runInTransaction(
      {
        source: this.#pools.of('staff'),
        open: asItIs,
      },
      async (tx) => {
        await writeAudit(tx, this.#clock, { actor: staff.actor, action: 'staff.read', reason });
        return work(tx);
      },
    );
  }
}
