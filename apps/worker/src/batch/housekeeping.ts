import { Injectable } from '@nestjs/common';
import { DatabasePools } from '#patchbay/database';

const DEDUPE_DAYS = 10;
const DAY_MS = 24 * 3600 * 1000;
const AT_ONCE = 5000;

type Connection = ReturnType<DatabasePools['of']>;

/** Something that keeps the database small or ready, and is done again and again. */
export interface Chore {
  readonly name: string;
  readonly everyMs: number;
  /** Does it as of an instant of business time; returns how many things it touched. */
  run(at: Date): Promise<number>;
}

/**
 * What runs on no tenant's behalf: partitions of the logs, SDP whose time is over, old duplicates'
 * keys. The role `system` has these rights and no more. Safe in several processes at once.
 */
@Injectable()
export class Housekeeping {
  readonly chores: readonly Chore[] = [
    { name: 'make_log_partitions', everyMs: 3600_000, run: (at) => this.makePartitions(at) },
    { name: 'drop_log_partitions', everyMs: 3600_000, run: (at) => this.dropPartitions(at) },
    { name: 'wipe_sdp', everyMs: 60_000, run: (at) => this.wipeSdp(at) },
    { name: 'forget_duplicates', everyMs: 3600_000, run: (at) => this.forgetDuplicates(at) },
  ];

  readonly #system: Connection;

  constructor(pools: DatabasePools) {
    this.#system = pools.of('system');
  }

  /** Log tables have a partition for now and for the time ahead. */
  makePartitions(at: Date): Promise<number> {
    return this.#count('select ensure_log_partitions($1) as n', at);
  }

  /** Partitions past their retention are gone, with all that was in them. */
  dropPartitions(at: Date): Promise<number> {
    return this.#count('select drop_old_log_partitions($1) as n', at);
  }

  /** SDP holds keys, so it goes an hour after its call. */
  wipeSdp(at: Date): Promise<number> {
    return this.#delete('delete from call_sdp where wipe_at <= $1', [at]);
  }

  /** Meta repeats a webhook for days, not for weeks. */
  async forgetDuplicates(at: Date): Promise<number> {
    const before = new Date(at.getTime() - DEDUPE_DAYS * DAY_MS);
    const sql = `delete from inbox_dedupe where (tenant_id, key) in
      (select tenant_id, key from inbox_dedupe where created_at < $1 limit $2)`;
    let forgotten = 0;
    let last: number;
    do {
      last = await this.#delete(sql, [before, AT_ONCE]);
      forgotten += last;
    } while (last === AT_ONCE);
    return forgotten;
  }

  /** Partitions are made and dropped by one process at a time: two would make the same one. */
  #count(sql: string, at: Date): Promise<number> {
    return this.#system.transaction(async (manager) => {
      await manager.query(`select pg_advisory_xact_lock(hashtextextended('log_partitions', 0))`);
      const [row] = await manager.query<{ n: number }[]>(sql, [at]);
      return row?.n ?? 0;
    });
  }

  async #delete(sql: string, parameters: unknown[]): Promise<number> {
    const [, count] = await this.#system.query<[unknown, number]>(sql, parameters);
    return count;
  }
}
