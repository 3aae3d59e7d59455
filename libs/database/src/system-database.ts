import type { DatabasePools } from './connection/database-pools.js';
import { runInTransaction, Transaction } from './transaction.js';

/**
 * The door of pollers and ingest: the role `system` sees inbox, effects, outbox, quarantine and the
 * narrow work tables of every tenant, and nothing else. Its own entry point, so that the dependency
 * rules can name the few folders that may open it.
 */
export class SystemDatabase {
  readonly #pools: DatabasePools;

  constructor(pools: DatabasePools) {
    this.#pools = pools;
  }

  run<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return runInTransaction(
      {
        source: this.#pools.of('system'),
        open: (session) => Promise.resolve(new Transaction(session)),
      },
      work,
    );
  }

  /**
   * Holds a session advisory lock while `lead` says so: one leader among all processes. Returns
   * undefined when another process leads.
   */
  async withLeadership<Result>(
    lockName: string,
    lead: () => Promise<Result>,
  ): Promise<Result | undefined> {
    const runner = this.#pools.of('system').createQueryRunner();
    try {
      await runner.connect();
      const key = `hashtextextended($1, 0)`;
      const rows = (await runner.query(`select pg_try_advisory_lock(${key}) as is_leader`, [
        lockName,
      ])) as { is_leader: boolean }[];
      if (rows[0]?.is_leader !== true) return undefined;
      try {
        return await lead();
      } finally {
        await runner.query(`select pg_advisory_unlock(${key})`, [lockName]);
      }
    } finally {
      await runner.release();
    }
  }
}
