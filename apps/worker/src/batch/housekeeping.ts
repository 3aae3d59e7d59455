import { Inject, Injectable } from '@nestjs/common';
import { DatabasePools } from '#patchbay/database';
import { uuidv7Floor } from '#patchbay/kernel';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';

const DEDUPE_DAYS = 10;
// As long as the partitions of the deliveries that its rows point at.
const QUARANTINE_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;
// Twice the longest window in which calls are counted.
const SLOT_DAYS = 2;
// For as long a tenant sees that there was an export.
const EXPORT_DAYS = 90;
const AT_ONCE = 5000;

function daysBefore(at: Date, days: number): Date {
  return new Date(at.getTime() - days * DAY_MS);
}

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
 * keys, the keys of raw deliveries, quarantine that nobody claimed, places of calls long over. The role
 * `system` has these rights and no more. Safe in several processes at once.
 */
@Injectable()
export class Housekeeping {
  readonly chores: readonly Chore[] = [
    { name: 'make_log_partitions', everyMs: 3600_000, run: (at) => this.makePartitions(at) },
    { name: 'drop_log_partitions', everyMs: 3600_000, run: (at) => this.dropPartitions(at) },
    { name: 'wipe_sdp', everyMs: 60_000, run: (at) => this.wipeSdp(at) },
    { name: 'forget_duplicates', everyMs: 3600_000, run: (at) => this.forgetDuplicates(at) },
    { name: 'destroy_day_keys', everyMs: 3600_000, run: (at) => this.destroyDayKeys(at) },
    { name: 'forget_slots', everyMs: 3600_000, run: (at) => this.forgetSlots(at) },
    { name: 'forget_exports', everyMs: 3600_000, run: (at) => this.forgetExports(at) },
    { name: 'forget_quarantine', everyMs: 3600_000, run: (at) => this.forgetQuarantine(at) },
  ];

  readonly #system: Connection;
  readonly #rawDays: number;

  constructor(
    pools: DatabasePools,
    @Inject(WORKER_CONFIG) { INBOX_RAW_DAYS }: Pick<WorkerConfig, 'INBOX_RAW_DAYS'>,
  ) {
    this.#system = pools.of('system');
    this.#rawDays = INBOX_RAW_DAYS;
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
    return this.#change('delete from call_sdp where wipe_at <= $1', [at]);
  }

  /** Meta repeats a webhook for days, not for weeks. */
  forgetDuplicates(at: Date): Promise<number> {
    return this.#deleteInParts(
      `delete from inbox_dedupe where (tenant_id, key) in
         (select tenant_id, key from inbox_dedupe where created_at < $1 limit $2)`,
      daysBefore(at, DEDUPE_DAYS),
    );
  }

  /**
   * Raw deliveries hold identities and SDP. A day's key goes once its youngest delivery is
   * INBOX_RAW_DAYS old; its bytes stay until their partition is dropped, and open no more.
   */
  destroyDayKeys(at: Date): Promise<number> {
    return this.#change(
      `update day_key set key_sealed = null, destroyed_at = $2
        where key_sealed is not null and day < ($1::timestamptz at time zone 'UTC')::date`,
      [daysBefore(at, this.#rawDays), at],
    );
  }

  /** What nobody claimed while its delivery was there can be replayed no more. */
  forgetQuarantine(at: Date): Promise<number> {
    return this.#deleteInParts(
      `delete from quarantined_event where id in
         (select id from quarantined_event where id < $1 limit $2)`,
      uuidv7Floor(daysBefore(at, QUARANTINE_DAYS).getTime()),
    );
  }

  /** Places of calls that are over and out of every window. */
  forgetSlots(at: Date): Promise<number> {
    return this.#deleteInParts(
      `delete from call_slot where (tenant_id, call_id) in
         (select tenant_id, call_id from call_slot where ended_at < $1 limit $2)`,
      daysBefore(at, SLOT_DAYS),
    );
  }

  /** Exports without a file, once nobody asks for them any more. */
  forgetExports(at: Date): Promise<number> {
    return this.#deleteInParts(
      `delete from call_export where (tenant_id, id) in
         (select tenant_id, id from call_export
           where due_at is null and expires_at is null and ended_at < $1 limit $2)`,
      daysBefore(at, EXPORT_DAYS),
    );
  }

  async #deleteInParts(sql: string, before: Date | string): Promise<number> {
    let forgotten = 0;
    let last: number;
    do {
      last = await this.#change(sql, [before, AT_ONCE]);
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

  async #change(sql: string, parameters: unknown[]): Promise<number> {
    const [, count] = await this.#system.query<[unknown, number]>(sql, parameters);
    return count;
  }
}
