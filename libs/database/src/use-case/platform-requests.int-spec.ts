import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Actor, SystemClock } from '#patchbay/kernel';
import type { DatabasePools } from '../connection/database-pools.js';
import { PlatformDatabase } from '../platform-database.js';
import { openTestPools } from '../testing/index.js';
import { PlatformRequests } from './platform-requests.js';

const clock = new SystemClock();
const actor: Actor = { kind: 'staff_client', id: randomUUID(), roles: [] };

let pools: DatabasePools;
let requests: PlatformRequests;
let platform: PlatformDatabase;

beforeAll(async () => {
  pools = await openTestPools();
  platform = new PlatformDatabase(pools, clock);
  requests = new PlatformRequests(platform, clock);
});
afterAll(() => pools.close());

/** A request whose work says how often it ran. */
function request(action: string, by = actor) {
  let runs = 0;
  const once = (key: string | undefined, input: unknown = 1) =>
    requests.once({ act: { actor: by, action }, idempotency: { key, input } }, () => {
      runs += 1;
      return Promise.resolve({ run: runs });
    });
  return { once, runs: () => runs };
}

const audits = async (action: string): Promise<number> => {
  const rows = await platform.run({ actor, action: 'test.look' }, (tx) =>
    tx.query('select 1 from platform_audit_event where action = $1', [action]),
  );
  return rows.length;
};

describe('a request of staff', () => {
  it('with a key is done and audited once, and answered alike afterwards, also two at a time', async () => {
    const action = `test.${randomUUID()}`;
    const { once, runs } = request(action);
    expect(await once('k')).toEqual({ run: 1 });
    expect(await once('k')).toEqual({ run: 1 });
    expect([runs(), await audits(action)]).toEqual([1, 1]);
    const [one, other] = await Promise.all([once('two'), once('two')]);
    expect(one).toEqual(other);
  });

  it('without a key, or of another, is done again', async () => {
    const action = `test.${randomUUID()}`;
    const { once, runs } = request(action);
    await once(undefined);
    await once(undefined);
    await once('k');
    await request(action, { ...actor, id: randomUUID() }).once('k');
    expect([runs(), await audits(action)]).toEqual([3, 4]);
  });

  it('with the key of another input is a conflict', async () => {
    const { once, runs } = request(`test.${randomUUID()}`);
    await once('k', { a: 1 });
    await expect(once('k', { a: 2 })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(runs()).toBe(1);
  });

  it('that broke is done when it is sent again', async () => {
    const act = { actor, action: `test.${randomUUID()}` };
    const idempotency = { key: 'k', input: 1 };
    const broken = requests.once({ act, idempotency }, () => Promise.reject(new Error('no')));
    await expect(broken).rejects.toThrow('no');
    expect(await requests.once({ act, idempotency }, () => Promise.resolve('done'))).toBe('done');
  });
});
