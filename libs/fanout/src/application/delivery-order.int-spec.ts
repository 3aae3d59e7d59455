import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TenantContext, uuidv7 } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { answer, FanoutWorld, hang, WebhookSink } from '../testing/index.js';

let world: FanoutWorld;
let sink: WebhookSink;
let acme: TenantContext;
let globex: TenantContext;
let endpointId: string;

const MINUTE = 60_000;

beforeAll(async () => {
  world = await FanoutWorld.open();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  sink = await WebhookSink.open();
  acme = await world.tenant();
  globex = await world.tenant();
  endpointId = (await world.endpoint(acme, sink.url())).id;
});
afterEach(async () => {
  await sink.close();
});

const lane = (isLive: boolean) => ({ tenantId: acme.tenantId, endpointId, isLive });
const types = (): string[] => sink.requests.map((request) => JSON.parse(request.body).type);

const connect = (callId: string, expiresInMs = MINUTE) =>
  world.message(acme, {
    type: 'call.connect',
    callId,
    isLive: true,
    expiresAt: new Date(world.clock.nowMs() + expiresInMs),
  });

describe('the messages of one call', () => {
  it('arrive in order, though they are all due', async () => {
    const callId = uuidv7(world.clock);
    const all = ['call.ringing', 'call.accepted', 'call.terminated'] as const;
    for (const type of all) await world.message(acme, { type, callId });
    await world.delivery().execute(lane(false));
    expect(types()).toEqual(all);
  });

  it('hold the end back until the live connect is delivered', async () => {
    const callId = uuidv7(world.clock);
    await connect(callId);
    await world.message(acme, { type: 'call.terminated', callId });
    const delivery = world.delivery();
    sink.reply = answer(500);
    await delivery.execute(lane(true));
    expect(await delivery.execute(lane(false))).toBe(0);

    sink.reply = answer(200);
    world.clock.advance(700);
    await delivery.execute(lane(true));
    // The other lane is woken by the connect that went out.
    await eventually(() => sink.requests.length === 3);
    expect(types()).toEqual(['call.connect', 'call.connect', 'call.terminated']);
  });

  it('let the end through once the connect has expired unsent', async () => {
    const callId = uuidv7(world.clock);
    await connect(callId, 100);
    await world.message(acme, { type: 'call.terminated', callId });
    world.clock.advance(100);
    const delivery = world.delivery();
    expect(await delivery.execute(lane(false))).toBe(0);
    await delivery.execute(lane(true));
    await eventually(async () => (await world.due(acme)).length === 0);
    expect(types()).toEqual(['call.terminated']);
    expect(await world.attempts(acme)).toMatchObject([
      { outcome: 'EXPIRED', status_code: null },
      { outcome: 'DELIVERED' },
    ]);
  });

  it('hold up no other call, however many there are', async () => {
    const callId = uuidv7(world.clock);
    for (let i = 0; i < 40; i += 1) await world.message(acme, { callId, type: 'call.dtmf' });
    await world.message(acme, { type: 'call.accepted' });
    sink.reply = hang;
    const delivery = world.delivery({ timeoutMs: 10_000 });
    const running = delivery.execute(lane(false));
    await eventually(() => sink.requests.length === 2);
    expect(types().sort()).toEqual(['call.accepted', 'call.dtmf']);
    await delivery.close();
    await running;
  });

  it('do not wait for one that is only waiting for a later retry', async () => {
    const callId = uuidv7(world.clock);
    await world.message(acme, { type: 'call.ringing', callId });
    const delivery = world.delivery();
    sink.reply = answer(500);
    await delivery.execute(lane(false));
    sink.reply = answer(200);
    await world.message(acme, { type: 'call.terminated', callId });
    expect(await delivery.execute(lane(false))).toBe(1);
    expect(types()).toEqual(['call.ringing', 'call.terminated']);
  });
});

describe('live messages', () => {
  it('follow the tight schedule and end as EXPIRED when the window is over', async () => {
    await connect(uuidv7(world.clock), 10_000);
    sink.reply = answer(500);
    const delivery = world.delivery();
    await delivery.execute(lane(true));
    for (let elapsedMs = 0; elapsedMs < 12_000; elapsedMs += 200) {
      world.clock.advance(200);
      await delivery.execute(lane(true));
    }
    const outcomes = (await world.attempts(acme)).map((attempt) => attempt.outcome);
    expect(outcomes.slice(0, 4)).toEqual(['FAILED', 'FAILED', 'FAILED', 'FAILED']);
    expect(outcomes.at(-1)).toBe('EXPIRED');
    expect(await world.due(acme)).toEqual([]);
  });
});

describe('an endpoint that hangs', () => {
  it('holds up no other endpoint', async () => {
    const other = await world.endpoint(globex, sink.url('/globex'));
    for (let i = 0; i < 5; i += 1) await world.message(acme);
    await world.message(globex);
    sink.reply = (request, response) => {
      if (request.path === '/globex') response.writeHead(200).end();
    };
    const delivery = world.delivery({ timeoutMs: 10_000, perEndpoint: 2, places: 16 });
    const hanging = delivery.execute(lane(false));
    await eventually(() => sink.requests.length === 2);
    const lane2 = { tenantId: globex.tenantId, endpointId: other.id, isLive: false };
    expect(await delivery.execute(lane2)).toBe(1);
    expect(sink.requests.map((request) => request.path)).toEqual([
      '/webhooks',
      '/webhooks',
      '/globex',
    ]);
    await delivery.close();
    await hanging;
  });

  it('still gets a new message while an old one hangs', async () => {
    await world.message(acme);
    sink.reply = hang;
    const delivery = world.delivery({ timeoutMs: 10_000 });
    const running = delivery.execute(lane(false));
    await eventually(() => sink.requests.length === 1);
    await world.message(acme);
    void delivery.execute(lane(false));
    await eventually(() => sink.requests.length === 2);
    await delivery.close();
    expect(await running).toBe(2);
  });

  it('never has more under way than its share, over all processes', async () => {
    for (let i = 0; i < 6; i += 1) await world.message(acme);
    sink.reply = hang;
    const [one, two] = [world.delivery({ perEndpoint: 3 }), world.delivery({ perEndpoint: 3 })];
    const running = [one.execute(lane(false)), two.execute(lane(false))];
    await eventually(() => sink.requests.length === 3);
    const leases = (await world.due(acme)).filter((row) => row.lease_until !== null);
    expect(leases).toHaveLength(3);
    await Promise.all([one.close(), two.close()]);
    await Promise.all(running);
    expect(sink.requests).toHaveLength(3);
  });
});

describe('two processes', () => {
  it('send each message once', async () => {
    for (let i = 0; i < 40; i += 1) await world.message(acme);
    const [one, two] = [world.delivery(), world.delivery()];
    await Promise.all([one.execute(lane(false)), two.execute(lane(false))]);
    await eventually(async () => (await world.due(acme)).length === 0);
    expect(new Set(sink.requests.map((request) => request.headers['webhook-id'])).size).toBe(40);
    expect(sink.requests).toHaveLength(40);
  });

  it('take over what a dead one held, when its lease has run out', async () => {
    await world.message(acme);
    await world.tenantDatabase.run(acme, (tx) =>
      tx.execute(`update delivery_due set lease_until = $1`, [
        new Date(world.clock.nowMs() + 20_000),
      ]),
    );
    const delivery = world.delivery();
    expect(await delivery.execute(lane(false))).toBe(0);
    world.clock.advance(20_000);
    expect(await delivery.execute(lane(false))).toBe(1);
  });
});
