import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '#patchbay/kernel/testing';
import type { StateConnection } from '../connection/state-connection.js';
import { tenantKey } from '../tenant-key.js';
import { openState } from '../testing/index.js';
import { Leases } from './leases.js';

const REDIS_URL = process.env.REDIS_URL!;
const ACME = randomUUID();
const GLOBEX = randomUUID();

let state: StateConnection;
let leases: Leases;
const tenantPool = { key: tenantKey(ACME, 'calls'), limit: 3 };
const numberPool = { key: tenantKey(ACME, 'calls', '1065'), limit: 2 };

beforeAll(async () => {
  state = await openState(REDIS_URL);
});
beforeEach(async () => {
  await state.run('test.flush', (redis) => redis.flushall());
  leases = new Leases(state);
});
afterAll(() => state.close());

describe('Leases', () => {
  it('takes all pools or none', async () => {
    const both = [tenantPool, numberPool];
    expect(await leases.acquire('a', both)).toEqual({ kind: 'acquired', counts: [1, 1] });
    expect(await leases.acquire('b', both)).toEqual({ kind: 'acquired', counts: [2, 2] });
    expect(await leases.acquire('c', both)).toMatchObject({
      kind: 'full',
      key: numberPool.key,
      limit: 2,
      count: 2,
    });
    expect(await leases.count(tenantPool.key)).toBe(2);
  });

  it('says when a place is free at the latest', async () => {
    await leases.acquire('a', [{ ...tenantPool, limit: 1 }]);
    const outcome = await leases.acquire('b', [{ ...tenantPool, limit: 1 }]);
    expect(outcome.kind === 'full' && outcome.retryAfterMs).toBeGreaterThan(14_000);
    const none = await leases.acquire('b', [{ ...numberPool, limit: 0 }]);
    expect(none).toMatchObject({ kind: 'full', count: 0, retryAfterMs: undefined });
  });

  it('gives a holder what it has already, also when the pool is full', async () => {
    const one = [{ ...tenantPool, limit: 1 }];
    await leases.acquire('a', one);
    expect(await leases.acquire('a', one)).toEqual({ kind: 'acquired', counts: [1] });
    expect(await leases.count(tenantPool.key)).toBe(1);
  });

  it('lets a lease lapse that nobody renews, and keeps one that is renewed', async () => {
    const short = new Leases(state, { ttlMs: 200 });
    await short.acquire('forgotten', [tenantPool]);
    await short.acquire('kept', [tenantPool]);
    await eventually(async () => {
      expect(await short.renew('kept', [tenantPool.key])).toBe(true);
      return (await short.count(tenantPool.key)) === 1;
    });
    expect(await short.renew('forgotten', [tenantPool.key])).toBe(false);
    expect(await short.count(tenantPool.key)).toBe(1);
  });

  it('leaves no key behind when all leases lapsed', async () => {
    await new Leases(state, { ttlMs: 50 }).acquire('a', [tenantPool, numberPool]);
    await eventually(async () => (await state.run('t', (redis) => redis.dbsize())) === 0);
  });

  it('releases once; a late release by an old epoch takes nothing from the new one', async () => {
    await leases.acquire('call-1/epoch-2', [tenantPool, numberPool]);
    const keys = [tenantPool.key, numberPool.key];
    expect(await leases.release('call-1/epoch-1', keys)).toBe(0);
    expect(await leases.count(tenantPool.key)).toBe(1);
    expect(await leases.release('call-1/epoch-2', keys)).toBe(2);
    expect(await leases.release('call-1/epoch-2', keys)).toBe(0);
  });

  it('restores what is up after a flush, whatever the limit', async () => {
    await state.run('test.flush', (redis) => redis.flushall());
    for (const holder of ['a', 'b', 'c']) await leases.restore(holder, [numberPool.key]);
    expect(await leases.count(numberPool.key)).toBe(3);
    expect(await leases.acquire('d', [numberPool])).toMatchObject({ kind: 'full', count: 3 });
  });

  it('never lets more in than the limit when many ask at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, i) => leases.acquire(`h${i % 100}`, [tenantPool])),
    );
    const holders = outcomes.flatMap((o, i) => (o.kind === 'acquired' ? [`h${i % 100}`] : []));
    expect(new Set(holders).size).toBe(3);
    expect(await leases.count(tenantPool.key)).toBe(3);
  });

  it('refuses pools of two tenants in one question', async () => {
    const foreign = { key: tenantKey(GLOBEX, 'calls'), limit: 3 };
    await expect(leases.acquire('a', [tenantPool, foreign])).rejects.toThrow('one tenant');
    await expect(leases.count('calls')).resolves.toBe(0);
    await expect(leases.acquire('a', [{ key: 'calls', limit: 3 }])).rejects.toThrow('tenantKey');
  });
});
