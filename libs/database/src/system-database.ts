import type { QueryRunner } from 'typeorm';
import type { DatabasePools } from './connection/database-pools.js';
import {
  asItIs,
  type ConnectionSource,
  runInTransaction,
  type Transaction,
} from './transaction.js';

function runAsSystem<Result>(
  source: ConnectionSource,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return runInTransaction({ source, open: asItIs }, work);
}

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
    return runAsSystem(this.#pools.of('system'), work);
  }

  /**
   * Holds a session advisory lock while `lead` says so: one leader among all processes. Returns
   * undefined when another process leads. What the leader asks through the door it is given runs on
   * the connection that holds the lock, one transaction after the other: a leader that held one
   * connection and waited for a second would stop a pool of a few leaders for good.
   */
  async withLeadership<Result>(
    lockName: string,
    lead: (leader: SystemDatabase) => Promise<Result>,
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
        return await lead(new LeaderDatabase(this.#pools, runner));
      } finally {
        await runner.query(`select pg_advisory_unlock(${key})`, [lockName]);
      }
    } finally {
      await runner.release();
    }
  }
}

/** The role `system` on the one connection that holds a leader's lock. */
class LeaderDatabase extends SystemDatabase {
  readonly #source: ConnectionSource;
  #last: Promise<unknown> = Promise.resolve();

  constructor(pools: DatabasePools, runner: QueryRunner) {
    super(pools);
    const lent = {
      connect: () => runner.connect(),
      manager: runner.manager,
      // It goes back to the pool with the lock.
      release: () => Promise.resolve(),
    };
    this.#source = { createQueryRunner: () => lent };
  }

  override run<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(() => runAsSystem(this.#source, work));
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
