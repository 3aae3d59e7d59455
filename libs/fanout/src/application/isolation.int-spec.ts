import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TenantContext } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { DueEndpointsTable } from '../persistence/due-endpoints.js';
import { answer, FanoutWorld, hang, WebhookSink } from '../testing/index.js';
import type { DeliverDue } from './deliver-due.js';
import { resetHealth } from './endpoint-health.js';

let world: FanoutWorld;
let acme: TenantContext;
let globex: TenantContext;
let sinks: WebhookSink[];

beforeAll(async () => {
  world = await FanoutWorld.open();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  sinks = [];
  acme = await world.tenant();
  globex = await world.tenant();
});
afterEach(async () => {
  await Promise.all(sinks.map((sink) => sink.close()));
});

interface Receiver {
  readonly tenant: TenantContext;
  readonly endpointId: string;
  readonly sink: WebhookSink;
}

async function aReceiver(tenant: TenantContext): Promise<Receiver> {
  const sink = await WebhookSink.open();
  sinks.push(sink);
  const { id } = await world.endpoint(tenant, sink.url());
  return { tenant, endpointId: id, sink };
}

const laneOf = ({ tenant, endpointId }: Receiver, isLive = false) => ({
  tenantId: tenant.tenantId,
  endpointId,
  isLive,
});

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

/** Milliseconds from a message's making to its arrival, for some messages one after another. */
async function latencies(delivery: DeliverDue, to: Receiver, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const before = to.sink.requests.length;
    const startedAt = performance.now();
    const arrived = new Promise<void>((resolve) => {
      to.sink.reply = (request, response) => {
        answer(200)(request, response);
        resolve();
      };
    });
    await world.message(to.tenant, { isLive: i % 2 === 0 });
    const sent = delivery.execute(laneOf(to, i % 2 === 0));
    await arrived;
    times.push(performance.now() - startedAt);
    await sent;
    expect(to.sink.requests).toHaveLength(before + 1);
  }
  return times;
}

describe("a hanging and a refusing endpoint of one tenant, and another tenant's", () => {
  it('latency stays what it is without them', async () => {
    const healthy = await aReceiver(globex);
    const [hanging, refusing] = [await aReceiver(acme), await aReceiver(acme)];
    hanging.sink.reply = hang;
    refusing.sink.reply = answer(503);
    const delivery = world.delivery({ places: 40, perEndpoint: 8, timeoutMs: 60_000 });
    await latencies(delivery, healthy, 4);
    const alone = await latencies(delivery, healthy, 12);

    for (let i = 0; i < 40; i += 1) await world.message(acme, { isLive: i % 2 === 0 });
    const lanes = [hanging, refusing].flatMap((bad) => [laneOf(bad, true), laneOf(bad, false)]);
    const bad = lanes.map((lane) => delivery.execute(lane));
    await eventually(() => hanging.sink.requests.length === 16);
    const together = await latencies(delivery, healthy, 12);

    expect(median(together)).toBeLessThan(3 * median(alone) + 50);
    // Each in its places, and who refuses is not asked on and on.
    expect(hanging.sink.requests).toHaveLength(16);
    await Promise.all(bad.slice(2));
    expect(refusing.sink.requests.length).toBeLessThan(10 + 2 * 8);
    await delivery.close();
  });
});

describe('a tenant all of whose endpoints hang', () => {
  it('leaves places to others, though its endpoints could take all there are', async () => {
    const healthy = await aReceiver(globex);
    const hanging = await aReceiver(acme);
    hanging.sink.reply = hang;
    const many = [hanging.endpointId];
    for (let i = 0; i < 5; i += 1) {
      many.push((await world.endpoint(acme, hanging.sink.url(`/${i}`))).id);
    }
    for (let i = 0; i < 4; i += 1) await world.message(acme);
    const delivery = world.delivery({ places: 8, perEndpoint: 2, timeoutMs: 60_000 });
    for (const endpointId of many) {
      void delivery.execute({ tenantId: acme.tenantId, endpointId, isLive: false });
    }
    await eventually(() => hanging.sink.requests.length === 2);
    await latencies(delivery, healthy, 3);
    expect(hanging.sink.requests).toHaveLength(2);
    await delivery.close();
  });
});

describe('a tenant with many endpoints', () => {
  it('gets no more than a hundred, and others are not counted', async () => {
    const { endpointId } = await aReceiver(acme);
    await aReceiver(globex);
    const more = (count: number) =>
      world.tenantDatabase.run(acme, (tx) =>
        tx.query(
          `insert into endpoint (tenant_id, id, url, event_types, secret_sealed, status, created_at)
           select tenant_id, gen_random_uuid(), url, event_types, secret_sealed, 'DISABLED', created_at
             from endpoint, generate_series(1, $2) where id = $1`,
          [endpointId, count],
        ),
      );
    await more(98);
    await aReceiver(acme);
    await expect(aReceiver(acme)).rejects.toMatchObject({ code: 'CONFLICT' });
    await aReceiver(globex);
  });
});

describe('an endpoint whose both URLs lead inside', () => {
  it('is sent nothing, by either way', async () => {
    const receiver = await aReceiver(acme);
    await world.tenantDatabase.run(acme, (tx) =>
      tx.execute(`update endpoint set failover_url = $2 where id = $1`, [
        receiver.endpointId,
        receiver.sink.url('/failover'),
      ]),
    );
    const expiresAt = new Date(world.clock.nowMs() + 30_000);
    await world.message(acme, { type: 'call.connect', isLive: true, expiresAt });
    await world.delivery({ allow: [] }).execute(laneOf(receiver, true));
    const tried = (await world.attempts(acme)).map(({ target, outcome }) => `${target} ${outcome}`);
    expect(new Set(tried)).toEqual(new Set(['PRIMARY REFUSED', 'FAILOVER REFUSED']));
    expect(receiver.sink.requests).toEqual([]);
  });
});

describe('an endpoint that fails and recovers', () => {
  it('gets a probe at a time, and all that waited when one arrives', async () => {
    const receiver = await aReceiver(acme);
    receiver.sink.reply = answer(500);
    const calls = 40;
    for (let i = 0; i < calls; i += 1) await world.message(acme);
    const delivery = world.delivery();
    const asked = async (): Promise<number> => {
      const before = receiver.sink.requests.length;
      await delivery.execute(laneOf(receiver));
      return receiver.sink.requests.length - before;
    };
    const first = await asked();
    expect(first).toBeGreaterThanOrEqual(10);
    expect(first).toBeLessThan(10 + 8);
    expect(await asked()).toBe(0);
    world.clock.advance(1000);
    expect(await asked()).toBe(1);
    world.clock.advance(1999);
    expect(await asked()).toBe(0);
    receiver.sink.reply = answer(200);
    world.clock.advance(1);
    expect(await asked()).toBe(calls - first - 1);
    // Those that failed come again at their own time.
    expect(await world.due(acme)).toHaveLength(first + 1);
    world.clock.advance(6000);
    expect(await asked()).toBe(first + 1);
    expect(await world.due(acme)).toEqual([]);
  });

  it('is disabled in the end; what waits stays, nobody looks for it, and it leaves once enabled', async () => {
    const receiver = await aReceiver(acme);
    const neighbour = await aReceiver(acme);
    const stranger = await aReceiver(globex);
    receiver.sink.reply = answer(500);
    const delivery = world.delivery({
      config: { FANOUT_DISABLE_AFTER_FAILURES: '10', FANOUT_DISABLE_AFTER_MS: '1000' },
    });
    const lanesDue = async (): Promise<string[]> => {
      const table = new DueEndpointsTable(new SystemDatabase(world.pools));
      const found = await table.find(world.clock.now(), 5000);
      return found.map(({ endpointId }) => endpointId);
    };
    for (let i = 0; i < 20; i += 1) await world.message(acme);
    await world.message(globex);
    await delivery.execute(laneOf(receiver));
    world.clock.advance(1000);
    await delivery.execute(laneOf(receiver));
    await delivery.execute(laneOf(neighbour));

    const told = neighbour.sink.requests.map(
      ({ body }) => (JSON.parse(body) as { type: string }).type,
    );
    expect(new Set(told)).toEqual(
      new Set(['call.terminated', 'endpoint.failing', 'endpoint.disabled']),
    );
    const waiting = (await world.due(acme)).length;
    expect(waiting).toBe(20);
    // One look finds it disabled; after that it is passed by, and its neighbours are not.
    expect(await delivery.execute(laneOf(receiver))).toBe(0);
    expect(await lanesDue()).toContain(stranger.endpointId);
    expect(await lanesDue()).not.toContain(receiver.endpointId);

    await world.tenantDatabase.run(acme, async (tx) => {
      await tx.execute(`update endpoint set status = 'ENABLED' where id = $1`, [
        receiver.endpointId,
      ]);
      await resetHealth(tx, receiver.endpointId);
    });
    receiver.sink.reply = answer(200);
    const restarted = world.delivery();
    expect(await lanesDue()).toContain(receiver.endpointId);
    world.clock.advance(6000);
    expect(await restarted.execute(laneOf(receiver))).toBe(20);
    expect(await world.due(acme)).toEqual([]);
  });
});
