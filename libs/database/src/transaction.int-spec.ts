import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemClock, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import type { DatabasePools } from './connection/database-pools.js';
import { preparedName } from './connection/prepared-name.js';
import { TenantDatabase } from './tenant-database.js';
import { openTestPools } from './testing/index.js';
import type { TenantTransaction } from './transaction.js';
import { IdempotencyKeyEntity } from './use-case/idempotency-key.entity.js';

const clock = new SystemClock();
const acme = systemTenantContext(uuidv7(clock), 'test');
const globex = systemTenantContext(uuidv7(clock), 'test');
const initech = systemTenantContext(uuidv7(clock), 'test');
const umbrella = systemTenantContext(uuidv7(clock), 'test');

let pools: DatabasePools;
let database: TenantDatabase;

beforeAll(async () => {
  // One connection: what one transaction leaves behind on it, the next one would see.
  pools = await openTestPools({ DATABASE_POOL_SIZE: '1' });
  database = new TenantDatabase(pools);
});
afterAll(async () => {
  await pools.close();
});

const row = (key: string) => ({
  actorId: 'test',
  operation: 'test',
  key,
  inputHash: '',
  createdAt: clock.now(),
});
const keep = (tx: TenantTransaction, key: string): Promise<void> =>
  tx.insert(IdempotencyKeyEntity, row(key));
const keys = async (tx: TenantTransaction): Promise<string[]> => {
  const rows = await tx.query<{ key: string }>('select key from idempotency_key order by key');
  return rows.map(({ key }) => key);
};

describe('statements that are sent together', () => {
  it('run in their order, and each gives its own result', async () => {
    const results = await database.run(acme, (tx) =>
      tx.together(() => [keys(tx), keep(tx, 'a'), keys(tx), keep(tx, 'b'), keys(tx)]),
    );
    expect(results).toEqual([[], undefined, ['a'], undefined, ['a', 'b']]);
    expect(await database.run(globex, keys)).toEqual([]);
  });

  it('fail as a whole with the first failure, and leave nothing', async () => {
    const failing = database.run(acme, (tx) =>
      tx.together(() => [keep(tx, 'c'), tx.query('select 1 / $1::int', [0]), keep(tx, 'd')]),
    );
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await database.run(acme, keys)).toEqual(['a', 'b']);
  });
});

describe('what a transaction asks last', () => {
  it('is answered and committed in one go', async () => {
    const results = await database.run(umbrella, async (tx) => {
      await keep(tx, 'x');
      return tx.lastly(() => [keys(tx), keep(tx, 'y'), keys(tx)]);
    });
    expect(results).toEqual([['x'], undefined, ['x', 'y']]);
    expect(await database.run(umbrella, keys)).toEqual(['x', 'y']);
    expect(await database.run(acme, keys)).toEqual(['a', 'b']);
  });

  it('leaves nothing of all that came before when it fails', async () => {
    let isTold = false;
    const failing = database.run(umbrella, async (tx) => {
      tx.afterCommit(() => {
        isTold = true;
      });
      await keep(tx, 'z');
      return tx.lastly(() => [tx.query('select 1 / $1::int', [0]), keep(tx, 'zz')]);
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(isTold).toBe(false);
    expect(await database.run(umbrella, keys)).toEqual(['x', 'y']);
  });

  it('leaves nothing either when it fails before it is sent, however deep', async () => {
    const unsealed = async (): Promise<void> => {
      await Promise.all([Promise.resolve().then(() => Promise.reject(new Error('unsealed')))]);
    };
    const failing = database.run(umbrella, async (tx) => {
      await keep(tx, 'p');
      return tx.lastly(() => [
        keep(tx, 'q'),
        Promise.all([keep(tx, 'r'), Promise.all([unsealed()])]),
        keep(tx, 's'),
      ]);
    });
    await expect(failing).rejects.toThrow('unsealed');
    expect(await database.run(umbrella, keys)).toEqual(['x', 'y']);
    expect(await database.run(acme, keys)).toEqual(['a', 'b']);
  });

  it('is done again with the whole when PostgreSQL gave up on it', async () => {
    let tries = 0;
    const results = await database.run(umbrella, async (tx) => {
      tries += 1;
      const state = tries === 1 ? '40001' : '00000';
      await keep(tx, 'again');
      return tx.lastly(() => [
        tx.query(`do $$ begin if '${state}' = '40001' then raise sqlstate '40001'; end if; end $$`),
        keys(tx),
      ]);
    });
    expect(tries).toBe(2);
    expect(results[1]).toEqual(['again', 'x', 'y']);
  });

  it('is the last: nothing may be asked after it', async () => {
    const late = database.run(umbrella, async (tx) => {
      await tx.lastly(() => [keys(tx)]);
      return keys(tx);
    });
    await expect(late).rejects.toThrow('the transaction has ended');
    expect(await database.run(acme, keys)).toEqual(['a', 'b']);
  });
});

describe('a transaction that only reads', () => {
  it('sees its tenant’s rows from its first statement on', async () => {
    expect(await database.read(acme, keys)).toEqual(['a', 'b']);
    expect(await database.read(globex, keys)).toEqual([]);
  });

  it('changes nothing, whatever it tries, and leaves a connection that can write', async () => {
    await expect(database.read(acme, (tx) => keep(tx, 'e'))).rejects.toMatchObject({
      code: '25006', // read_only_sql_transaction
    });
    await database.run(initech, (tx) => keep(tx, 'e'));
    expect(await database.read(initech, keys)).toEqual(['e']);
    expect(await database.read(acme, keys)).toEqual(['a', 'b']);
  });
});

describe('a transaction that asks all at once', () => {
  it('is answered in one go, in its tenant, and leaves nothing open', async () => {
    const glance = () => database.glance(acme, (tx) => tx.together(() => [keys(tx), keys(tx)]));
    expect(await Promise.all([glance(), glance()])).toEqual(
      Array.from({ length: 2 }, () => [
        ['a', 'b'],
        ['a', 'b'],
      ]),
    );
    expect(await database.glance(globex, keys)).toEqual([]);
  });

  it('takes no second question, changes nothing, and fails with its own error', async () => {
    const twice = database.glance(acme, async (tx) => [await keys(tx), await keys(tx)]);
    await expect(twice).rejects.toThrow('the transaction has ended');
    await expect(database.glance(acme, (tx) => keep(tx, 'g'))).rejects.toMatchObject({
      code: '25006',
    });
    expect(await database.run(acme, keys)).toEqual(['a', 'b']);
  });
});

describe('work that fails before its first statement', () => {
  it('leaves a connection on which the next transaction runs', async () => {
    const failing = database.run(acme, () => {
      throw new Error('at once');
    });
    await expect(failing).rejects.toThrow('at once');
    expect(await database.run(acme, keys)).toEqual(['a', 'b']);
  });
});

describe('a transaction that has ended', () => {
  it('takes no statement any more, which would be another transaction’s', async () => {
    let left: TenantTransaction | undefined;
    await database.run(acme, (tx) => {
      left = tx;
      return Promise.resolve();
    });
    await expect(left && keep(left, 'late')).rejects.toThrow('the transaction has ended');
    const broken = database.run(acme, (tx) => {
      left = tx;
      return tx.query('select 1 / $1::int', [0]);
    });
    await expect(broken).rejects.toMatchObject({ code: '22012' });
    await expect(left && keep(left, 'late')).rejects.toThrow('the transaction has ended');
    expect(await database.run(acme, keys)).toEqual(['a', 'b']);
  });
});

describe('a statement', () => {
  it('is prepared once on a connection, whatever its parameters', async () => {
    const sql = 'select $1::text as said';
    const prepared = await database.run(acme, async (tx) => {
      for (const said of ['one', 'two']) await tx.query(sql, [said]);
      return tx.query<{ count: number }>(
        'select count(*)::int from pg_prepared_statements where name = $1',
        [preparedName(sql)],
      );
    });
    expect(prepared).toEqual([{ count: 1 }]);
  });

  it('never reads the whole of a table that has an index for it, not even a tiny one', async () => {
    const plan = await database.run(acme, (tx) =>
      tx.query<{ 'QUERY PLAN': string }>(`explain select 1 from limit_policy where profile > ''`),
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).not.toContain('Seq Scan');
  });
});
