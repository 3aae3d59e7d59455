import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseConfigSchema, DatabasePools, TenantDatabase } from '#patchbay/database';
import { createLogger, loadConfig, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import { FrozenClock } from '#patchbay/kernel/testing';
import { Housekeeper } from './housekeeper.js';
import { Housekeeping } from './housekeeping.js';

const EXPORTS = 'select state from call_export order by state';
const HOUR = 3600_000;
const DAY = 24 * HOUR;

let pools: DatabasePools;
let housekeeping: Housekeeping;
const clock = new FrozenClock(Date.now());
const logger = createLogger({ name: 'test', level: 'silent' });
const [acme, globex] = [uuidv7(clock), uuidv7(clock)];

beforeAll(async () => {
  const { database } = loadConfig({ database: databaseConfigSchema });
  pools = await DatabasePools.open(database, logger);
  housekeeping = new Housekeeping(pools, { INBOX_RAW_DAYS: 7 });
});
afterAll(async () => {
  await pools.close();
});

const inTenant = <Row>(tenantId: string, sql: string, parameters: unknown[] = []) =>
  new TenantDatabase(pools).run(systemTenantContext(tenantId, 'test'), (tx) =>
    tx.query<Row>(sql, parameters),
  );

const partitionsOf = async (table: string): Promise<string[]> => {
  const rows = await pools
    .of('system')
    .query<{ name: string }[]>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = to_regclass($1)`,
      [table],
    );
  return rows.map((row) => row.name).sort();
};

describe('Housekeeping', () => {
  it('makes partitions ahead of a date, once, also when two do it at a time', async () => {
    const at = new Date('2028-05-15T00:00:00Z');
    const [one, two] = await Promise.all([
      housekeeping.makePartitions(at),
      housekeeping.makePartitions(at),
    ]);
    expect(Math.min(one, two)).toBe(0);
    expect(await partitionsOf('outbox')).toContain('outbox_y2028m05d20');
    expect(await partitionsOf('usage_record')).toContain('usage_record_y2028m08');
  });

  it('drops partitions past their retention and no others', async () => {
    await housekeeping.makePartitions(new Date('2020-01-15T00:00:00Z'));
    expect(await partitionsOf('outbox')).toContain('outbox_y2020m01d15');
    await housekeeping.dropPartitions(new Date('2020-02-20T00:00:00Z'));
    expect(await partitionsOf('outbox')).not.toContain('outbox_y2020m01d15');
    // 3650 days for money, 14 for the outbox.
    expect(await partitionsOf('usage_record')).toContain('usage_record_y2020m01');
  });

  it('wipes the SDP whose time has come, of every tenant', async () => {
    const wipeAt = clock.now();
    const rows: [string, Date | null][] = [
      [acme, wipeAt],
      [acme, new Date(wipeAt.getTime() + 1)],
      [globex, wipeAt],
      [globex, null],
    ];
    for (const [tenantId, at] of rows) {
      await inTenant(
        tenantId,
        `insert into call_sdp (tenant_id, call_id, kind, sdp_sealed, created_at, wipe_at)
         values ($1, $2, 'META_REMOTE', 'sealed', $3, $4)`,
        [tenantId, uuidv7(clock), wipeAt, at],
      );
    }
    expect(await housekeeping.wipeSdp(wipeAt)).toBeGreaterThanOrEqual(2);
    for (const tenantId of [acme, globex]) {
      expect(await inTenant(tenantId, 'select 1 from call_sdp')).toHaveLength(1);
    }
  });

  it('forgets the keys of duplicates after ten days', async () => {
    const now = clock.nowMs();
    for (const [key, age] of [
      ['old', 10 * DAY + 1],
      ['young', 10 * DAY - 1],
    ] as const) {
      await inTenant(
        acme,
        `insert into inbox_dedupe (tenant_id, key, created_at) values ($1, $2, $3)`,
        [acme, key, new Date(now - age)],
      );
    }
    await housekeeping.forgetDuplicates(clock.now());
    expect(await inTenant(acme, 'select key from inbox_dedupe')).toEqual([{ key: 'young' }]);
  });

  it('destroys the key of a day when its youngest delivery is seven days old', async () => {
    const bySystem = <Row>(sql: string) => pools.of('system').query<Row[]>(sql);
    await bySystem(
      `insert into day_key (day, purpose, key_sealed, created_at)
       values ('2019-03-01', 'inbox_delivery', 'sealed', now()),
              ('2019-03-02', 'inbox_delivery', 'sealed', now())`,
    );
    const left = () =>
      bySystem<{ day: string }>(
        `select day::text, destroyed_at from day_key
          where day < '2019-04-01' and key_sealed is not null order by day`,
      );
    await housekeeping.destroyDayKeys(new Date('2019-03-08T23:59:59.999Z'));
    expect(await left()).toHaveLength(2);
    const at = new Date('2019-03-09T00:00:00Z');
    expect(await housekeeping.destroyDayKeys(at)).toBe(1);
    expect(await left()).toEqual([{ day: '2019-03-02', destroyed_at: null }]);
    expect(await housekeeping.destroyDayKeys(at)).toBe(0);
  });

  it('forgets exports without a file after ninety days, and none that is open or can be had', async () => {
    const ended = new Date(clock.nowMs() - 90 * DAY - 1);
    const rows: [string, string, Date | null, Date | null, Date | null][] = [
      ['EXPIRED', acme, ended, null, null],
      ['FAILED', globex, ended, null, null],
      ['EXPIRED', acme, new Date(ended.getTime() + 2), null, null],
      ['DONE', acme, ended, ended, null],
      ['RUNNING', globex, null, null, ended],
    ];
    for (const [state, tenantId, endedAt, expiresAt, dueAt] of rows) {
      await inTenant(
        tenantId,
        `insert into call_export (tenant_id, id, format, filter, state, part_count, row_count,
                                  size_bytes, failures, ended_at, expires_at, due_at, created_at)
         values ($1, $2, 'CSV', '{}', $3, 0, 0, 0, 0, $4, $5, $6, $7)`,
        [tenantId, uuidv7(clock), state, endedAt, expiresAt, dueAt, ended],
      );
    }
    expect(await housekeeping.forgetExports(clock.now())).toBe(2);
    const left = [...(await inTenant(acme, EXPORTS)), ...(await inTenant(globex, EXPORTS))];
    expect(left).toEqual([{ state: 'DONE' }, { state: 'EXPIRED' }, { state: 'RUNNING' }]);
  });

  it('forgets what nobody claimed from quarantine after thirty days', async () => {
    const now = clock.nowMs();
    const quarantined = (age: number, app: string) =>
      pools.of('system').query(
        `insert into quarantined_event (id, delivery_id, app_key, reason, created_at)
         values ($1, $1, $2, 'UNKNOWN_NUMBER', now())`,
        [uuidv7(new FrozenClock(now - age)), app],
      );
    await quarantined(30 * DAY + 1, 'old');
    await quarantined(30 * DAY - 1, 'young');
    await housekeeping.forgetQuarantine(clock.now());
    const rows = await pools
      .of('system')
      .query(`select app_key from quarantined_event where app_key in ('old', 'young')`);
    expect(rows).toEqual([{ app_key: 'young' }]);
  });
});

describe('Housekeeper', () => {
  it('does each chore when its time has come, by the business clock', async () => {
    const done: string[] = [];
    const chore = (name: string, everyMs: number) => ({
      name,
      everyMs,
      run: () => {
        done.push(name);
        return name === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve(1);
      },
    });
    const chores = [chore('bad', HOUR), chore('minutely', 60_000), chore('hourly', HOUR)];
    const frozen = new FrozenClock();
    const housekeeper = new Housekeeper(housekeeping, chores, frozen, logger);
    const roundAfter = async (ms: number): Promise<string[]> => {
      frozen.advance(ms);
      done.length = 0;
      await housekeeper.round();
      return [...done];
    };
    expect(await roundAfter(0)).toEqual(['bad', 'minutely', 'hourly']);
    expect(await roundAfter(1000)).toEqual([]);
    expect(await roundAfter(30_000)).toEqual(['bad']);
    expect(await roundAfter(HOUR)).toEqual(['bad', 'minutely', 'hourly']);
    expect(await roundAfter(-2 * HOUR)).toEqual(['bad', 'minutely', 'hourly']);
  });
});
