import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemClock, systemTenantContext, type TenantContext, uuidv7 } from '#patchbay/kernel';
import type { DatabasePools } from './connection/database-pools.js';
import { TenantDatabase } from './tenant-database.js';
import { openTestPools } from './testing/index.js';
import type { TenantTransaction } from './transaction.js';

const clock = new SystemClock();
const acme = systemTenantContext(uuidv7(clock), 'test');
const globex = systemTenantContext(uuidv7(clock), 'test');

let pools: DatabasePools;
let database: TenantDatabase;

beforeAll(async () => {
  pools = await openTestPools({ DATABASE_POOL_SIZE: '4' });
  database = new TenantDatabase(pools);
});
afterAll(async () => {
  await pools.close();
});

/** Writes a row of `tenantId`, whoever is in; any table of tenants does. */
async function keep(tx: TenantTransaction, key: string, tenantId = tx.tenantId): Promise<void> {
  await tx.query(
    `insert into idempotency_key (tenant_id, actor_id, operation, key, input_hash, created_at)
     values ($1, 'test', 'test', $2, '', $3)`,
    [tenantId, key, clock.now()],
  );
}

async function kept(tx: TenantTransaction): Promise<{ tenantId: string; key: string }[]> {
  return tx.query(`select tenant_id as "tenantId", key from idempotency_key`);
}

function isKept(tenant: TenantContext, key: string): Promise<boolean> {
  return database.run(tenant, async (tx) => (await kept(tx)).some((row) => row.key === key));
}

function raise(tx: TenantTransaction, sqlState: string): Promise<unknown> {
  return tx.query(`do $$ begin raise exception using errcode = '${sqlState}'; end $$`);
}

describe('a tenant transaction', () => {
  it('sees its own tenant only, 64 at once over four connections', async () => {
    const runs = Array.from({ length: 64 }, (_, n) => [n % 2 === 0 ? acme : globex, n] as const);
    const seen = await Promise.all(
      runs.map(([tenant, n]) =>
        database.run(tenant, async (tx) => {
          await keep(tx, `parallel-${n}`);
          return { own: tenant.tenantId, rows: await kept(tx) };
        }),
      ),
    );
    const foreign = seen.flatMap(({ own, rows }) => rows.filter((row) => row.tenantId !== own));
    expect(foreign).toEqual([]);
    for (const tenant of [acme, globex]) {
      expect(await database.run(tenant, kept)).toHaveLength(32);
    }
  });

  it('leaves no tenant behind on its connection', async () => {
    await database.run(acme, (tx) => keep(tx, 'left'));
    const source = pools.of('app');
    const looks = Array.from({ length: 8 }, async () => {
      const rows: unknown[] = await source.query('select key from idempotency_key');
      return rows.length;
    });
    expect(await Promise.all(looks)).toEqual(Array.from({ length: 8 }, () => 0));
  });

  it('writes no row of another tenant', async () => {
    const writing = database.run(acme, (tx) => keep(tx, 'foreign', globex.tenantId));
    await expect(writing).rejects.toMatchObject({ code: '42501' });
    expect(await isKept(globex, 'foreign')).toBe(false);
  });

  it('neither finds nor changes a row of another tenant by its key', async () => {
    await database.run(globex, (tx) => keep(tx, 'theirs'));
    const changed = await database.run(acme, (tx) =>
      tx.execute(`update idempotency_key set input_hash = 'x' where key = 'theirs'`),
    );
    expect(changed).toBe(0);
  });

  it('refuses an id that is no tenant id', async () => {
    const forged = { ...acme, tenantId: `' or true --` } as TenantContext;
    await expect(database.run(forged, kept)).rejects.toThrow('needs a tenant id');
  });
});

describe('the end of a transaction', () => {
  it('rolls back what was refused and gives the outcome', async () => {
    const outcome = await database.run(acme, async (tx): Promise<{ kind: string }> => {
      await keep(tx, 'refused');
      return tx.refuse({ kind: 'too_late' });
    });
    expect(outcome).toEqual({ kind: 'too_late' });
    expect(await isKept(acme, 'refused')).toBe(false);
  });

  it('rolls back when the work throws, and does nothing that was meant for after the commit', async () => {
    let rings = 0;
    const failing = database.run(acme, async (tx) => {
      tx.afterCommit(() => (rings += 1));
      await keep(tx, 'thrown');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(rings).toBe(0);
    expect(await isKept(acme, 'thrown')).toBe(false);
  });

  it('does what was meant for after the commit once, when others can see the rows', async () => {
    let look: Promise<boolean> | undefined;
    await database.run(acme, async (tx) => {
      tx.afterCommit(() => {
        look = isKept(acme, 'committed');
      });
      await keep(tx, 'committed');
    });
    expect(await look).toBe(true);
  });
});

describe('a transaction that PostgreSQL gave up', () => {
  it('is repeated whole after a deadlock', async () => {
    await database.run(acme, async (tx) => {
      await keep(tx, 'left-hand');
      await keep(tx, 'right-hand');
    });
    let haveOne = 0;
    let bothHaveOne: (() => void) | undefined;
    const meeting = new Promise<void>((resolve) => (bothHaveOne = resolve));
    const take = (tx: TenantTransaction, key: string): Promise<number> =>
      tx.execute('update idempotency_key set input_hash = input_hash || 1 where key = $1', [key]);
    let runs = 0;
    const both = (first: string, second: string): Promise<void> =>
      database.run(acme, async (tx) => {
        runs += 1;
        await take(tx, first);
        haveOne += 1;
        if (haveOne === 2) bothHaveOne?.();
        await meeting;
        await take(tx, second);
      });
    await Promise.all([both('left-hand', 'right-hand'), both('right-hand', 'left-hand')]);
    const rows = await database.run(acme, (tx) =>
      tx.query(`select input_hash from idempotency_key where key in ('left-hand', 'right-hand')`),
    );
    // Who comes again may meet the other one again before that has got on.
    expect(runs).toBeGreaterThan(2);
    expect(rows).toEqual([{ input_hash: '11' }, { input_hash: '11' }]);
  });

  it('is tried three times in all, and rings once', async () => {
    let runs = 0;
    let rings = 0;
    await database.run(acme, async (tx) => {
      runs += 1;
      tx.afterCommit(() => (rings += 1));
      if (runs < 3) await raise(tx, '40001');
    });
    expect({ runs, rings }).toEqual({ runs: 3, rings: 1 });
    runs = 0;
    const hopeless = database.run(acme, (tx) => ((runs += 1), raise(tx, '40001')));
    await expect(hopeless).rejects.toMatchObject({ code: '40001' });
    expect(runs).toBe(3);
  });

  it('is not repeated for any other reason', async () => {
    let runs = 0;
    const failing = database.run(acme, (tx) => ((runs += 1), raise(tx, '23505')));
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(runs).toBe(1);
  });
});

describe('the pools', () => {
  it('refuse a role that row level security does not hold', async () => {
    const opening = openTestPools({ DATABASE_STAFF_URL: process.env.DATABASE_OWNER_URL! });
    await expect(opening).rejects.toThrow(/the database role for staff is a superuser/);
  });
});
