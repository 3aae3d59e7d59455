import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { DatabasePools, TenantDatabase } from '#patchbay/database';
import { eventually } from '#patchbay/kernel/testing';
import type { StateConnection } from '#patchbay/state';
import { openState } from '#patchbay/state/testing';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import { type TwoTenants, twoTenants } from '../../../../test/support/two-tenants.js';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { AdmissionWorld } from '../testing/index.js';
import type { Reservation } from './admission.js';

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;
const TTL = 300;

describe('admission', () => {
  let context: INestApplicationContext;
  let two: TwoTenants;
  let state: StateConnection;

  const worldOf = (who: 'acme' | 'globex', ttlMs?: number): AdmissionWorld =>
    new AdmissionWorld({
      database: context.get(TenantDatabase),
      system: new SystemDatabase(context.get(DatabasePools)),
      state,
      tenant: two[who].context,
      number: two[who].numbers[0]!,
      ...(ttlMs !== undefined && { ttlMs }),
    });
  const taken = async (world: AdmissionWorld, consumer: string): Promise<Reservation> =>
    (await world.reserve(consumer)) as Reservation;

  beforeAll(async () => {
    context = await createTestContext([]);
    state = await openState(process.env.REDIS_URL!);
  });
  beforeEach(async () => {
    two = await twoTenants(context);
  });
  afterAll(async () => {
    await state.close();
    await context.close();
  });

  it('lets one call of a pair be up at a time, and the next after its end', async () => {
    const world = worldOf('acme');
    const consumer = await world.consumer();
    const slot = await world.place(consumer);

    expect(await world.reserve(consumer)).toEqual(['pair_live']);
    expect(await world.refusals(consumer)).toEqual(['pair_live']);
    expect(await world.refusals(await world.consumer())).toEqual([]);

    await world.step(slot, { endedAt: world.clock.now() });
    expect(await world.refusals(consumer)).toEqual([]);
  });

  it('counts no call of another tenant', async () => {
    const [acme, globex] = [worldOf('acme'), worldOf('globex')];
    acme.quota = globex.quota = { concurrentCalls: 1, dailyCalls: 1 };
    await acme.place(await acme.consumer());

    expect(await acme.refusals(await acme.consumer())).toEqual([
      'tenant_concurrency',
      'tenant_daily_calls',
    ]);
    expect(await globex.refusals(await globex.consumer())).toEqual([]);
  });

  it('gives a pair its 100 connected calls in any 24 hours, to the second', async () => {
    const world = worldOf('acme');
    const consumer = await world.consumer();
    for (let call = 1; call <= 100; call += 1) {
      await world.connected(consumer);
      world.clock.advance(SECOND);
    }
    const { verdicts } = await world.decide(consumer);
    const verdict = verdicts.find(({ rule }) => rule === 'pair_connected');
    expect(verdict).toMatchObject({
      outcome: 'REFUSED',
      code: 'PAIR_LIMIT_REACHED',
      figure: { limit: 100, used: 100, period: 'PT86400S', source: 'OURS' },
      retryAt: new Date(world.clock.nowMs() - 100 * SECOND + DAY),
    });

    world.clock.advance(DAY - 100 * SECOND - 1);
    expect(await world.refusals(consumer)).toEqual(['pair_connected']);
    world.clock.advance(1);
    expect(await world.refusals(consumer)).toEqual([]);
    await world.connected(consumer);
    expect(await world.refusals(consumer)).toEqual(['pair_connected']);
    // From the rows alone the same follows.
    await state.run('test.flush', (redis) => redis.flushall());
    expect(await world.refusals(consumer)).toEqual(['pair_connected']);
    world.clock.advance(SECOND);
    expect(await world.refusals(consumer)).toEqual([]);
  });

  it('follows a limit from the beginning of its day, UTC', async () => {
    const world = worldOf('acme');
    const consumer = await world.consumer();
    const today = world.clock.now().toISOString().slice(0, 10);
    const midnightMs = Date.parse(today) + DAY;
    await ownerQuery(
      `insert into limit_policy (id, profile, name, value, unit, effective_from, source)
       values (gen_random_uuid(), $1, 'pair_connected_calls', 3, 'call', $2, 'this test')`,
      [two.acme.numbers[0]!.profile, new Date(midnightMs).toISOString().slice(0, 10)],
    );
    const limit = async () =>
      (await world.decide(consumer)).verdicts.find(({ rule }) => rule === 'pair_connected')?.figure
        ?.limit;

    world.clock.advance(midnightMs - 1 - world.clock.nowMs());
    expect(await limit()).toBe(100);
    world.clock.advance(1);
    expect(await limit()).toBe(3);
    await ownerQuery(`delete from limit_policy where source = 'this test'`, []);
  });

  it('counts a call that rang out as started, and not as connected', async () => {
    const world = worldOf('acme');
    world.quota = { concurrentCalls: null, dailyCalls: 1 };
    const consumer = await world.consumer();
    const slot = await world.place(consumer);
    await world.step(slot, { endedAt: world.clock.now() });

    expect(await world.refusals(consumer)).toEqual(['tenant_daily_calls']);
    world.clock.advance(DAY - 1);
    expect(await world.refusals(consumer)).toEqual(['tenant_daily_calls']);
    world.clock.advance(1);
    expect(await world.refusals(consumer)).toEqual([]);
  });

  it('holds a place for a user’s call, which uses up no call of the pair', async () => {
    const world = worldOf('acme');
    world.quota = { concurrentCalls: 1, dailyCalls: null };
    const consumer = await world.consumer();
    const now = world.clock.now();
    const placed = (await taken(world, consumer)).slot;
    world.admission.withdraw({ tenantId: two.acme.tenantId, slot: placed, epoch: '' });
    const call = { ...placed, direction: 'USER_INITIATED' as const, committedAt: now };
    await world.step(call, {});

    expect(await world.refusals(consumer)).toEqual(['tenant_concurrency', 'pair_live']);
    await world.step(call, { endedAt: now });
    const { verdicts } = await world.decide(consumer);
    expect(verdicts.find(({ rule }) => rule === 'pair_connected')?.figure?.used).toBe(0);
  });

  it('counts the calls of two consumers who turned out to be one together', async () => {
    const world = worldOf('acme');
    const [older, younger] = [await world.consumer(), await world.consumer()];
    await world.connected(older);
    await world.connected(younger);
    const live = await world.place(younger);
    await world.run((tx) =>
      tx.query(`update consumer set merged_into = $1 where id = $2`, [older, younger]),
    );
    await world.book.rebuild(two.acme.tenantId);

    expect(await world.refusals(older)).toEqual(['pair_live']);
    const now = world.clock.now();
    await world.step(live, { committedAt: now, endedAt: now });
    const { verdicts } = await world.decide(older);
    expect(verdicts.find(({ rule }) => rule === 'pair_live')?.figure?.used).toBe(0);
    expect(verdicts.find(({ rule }) => rule === 'pair_connected')?.figure?.used).toBe(3);
  });

  it('knows after a flush which calls are up, without a word from anybody', async () => {
    const world = worldOf('acme');
    const consumer = await world.consumer();
    const slot = await world.place(consumer);
    await state.run('test.flush', (redis) => redis.flushall());

    expect(await world.reserve(consumer)).toEqual(['pair_live']);
    await world.step(slot, { endedAt: world.clock.now() });
    expect(await world.refusals(consumer)).toEqual([]);
  });

  it('writes nothing for a place that was taken before the counters were made anew', async () => {
    const world = worldOf('acme');
    const consumer = await world.consumer();
    const reservation = await taken(world, consumer);
    await state.run('test.flush', (redis) => redis.flushall());
    const after = await taken(world, consumer);

    expect(await world.keep(reservation)).toBe(false);
    expect(await world.keep(after)).toBe(true);
  });

  it('frees the place of a process that died before it wrote the call, when its lease is over', async () => {
    const world = worldOf('acme', TTL);
    const consumer = await world.consumer();
    world.quota = { concurrentCalls: null, dailyCalls: 1 };
    await world.reserve(consumer);

    expect(await world.reserve(consumer)).toEqual(['pair_live', 'tenant_daily_calls']);
    await eventually(async () => (await world.refusals(consumer)).length === 0);
  });

  it('frees the place of a call whose end was not told, and counts it as connected', async () => {
    const world = worldOf('acme', TTL);
    world.quota = { concurrentCalls: 1, dailyCalls: null };
    const [consumer, another] = [await world.consumer(), await world.consumer()];
    const slot = await world.place(consumer);
    const now = world.clock.now();
    await world.step(slot, { committedAt: now, endedAt: now }, false);

    expect(await world.reserve(another)).toEqual(['tenant_concurrency']);
    await eventually(async () => {
      await world.renew.execute();
      return (await world.refusals(another)).length === 0;
    });
    const { verdicts } = await world.decide(consumer);
    expect(verdicts.find(({ rule }) => rule === 'pair_connected')?.figure?.used).toBe(1);
  });

  it('lets nobody wait for a call that has ended by the rows, told or not', async () => {
    const world = worldOf('acme');
    const consumer = await world.consumer();
    const slot = await world.place(consumer);
    await world.step(slot, { endedAt: world.clock.now() }, false);

    expect(await world.refusals(consumer)).toEqual([]);
    expect(await world.place(consumer)).toMatchObject({ consumerId: consumer });
    expect(await world.reserve(consumer)).toEqual(['pair_live']);
  });

  it('gives no place to a call that ends while the counters are made anew', async () => {
    const [world, other] = [worldOf('acme'), worldOf('acme')];
    world.quota = { concurrentCalls: 1, dailyCalls: null };
    const slot = await world.place(await world.consumer());
    const fill = world.counters.fill.bind(world.counters);
    jest.spyOn(world.counters, 'fill').mockImplementationOnce(async (...asked) => {
      await other.step(slot, { endedAt: other.clock.now() });
      await fill(...asked);
    });
    await state.run('test.flush', (redis) => redis.flushall());

    expect(await world.refusals(await world.consumer())).toEqual([]);
  });

  it('holds the place of a live call for as long as its row is open, also when nobody renews', async () => {
    const world = worldOf('acme', 50);
    const consumer = await world.consumer();
    await world.place(consumer);
    const endsAt = performance.now() + 400;
    while (performance.now() < endsAt) {
      expect(await world.reserve(consumer)).toEqual(['pair_live']);
    }
  });

  it('gives a call back its lease that Redis was never told of', async () => {
    const world = worldOf('acme');
    const consumer = await world.consumer();
    const { slot } = await taken(world, consumer);
    world.admission.withdraw({ tenantId: two.acme.tenantId, slot, epoch: '' });
    await world.step({ ...slot, direction: 'USER_INITIATED' }, {}, false);
    expect(await world.refusals(consumer)).toEqual([]);

    await world.renew.execute();
    await world.renew.execute();
    expect(await world.refusals(consumer)).toEqual(['pair_live']);
  });
});
