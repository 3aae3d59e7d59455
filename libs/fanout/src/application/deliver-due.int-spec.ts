import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { parseCidrs, type TenantContext, uuidv7 } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { answer, FanoutWorld, hang, WebhookSink } from '../testing/index.js';

let world: FanoutWorld;
let sink: WebhookSink;
let acme: TenantContext;
let globex: TenantContext;

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
});
afterEach(async () => {
  await sink.close();
});

const outcomes = async (tenant: TenantContext) =>
  (await world.attempts(tenant)).map((attempt) => attempt.outcome);

describe('DeliverDue', () => {
  it('delivers a message that the official library accepts, to its own tenant only', async () => {
    const mine = await world.endpoint(acme, sink.url('/acme'));
    await world.endpoint(globex, sink.url('/globex'));
    await world.message(acme, { data: { name: 'Zoë 🙂' } });

    const lane = { tenantId: acme.tenantId, endpointId: mine.id, isLive: false };
    expect(await world.delivery().execute(lane)).toBe(1);

    expect(sink.requests.map((request) => request.path)).toEqual(['/acme']);
    const { body, headers } = sink.requests[0]!;
    const verified = new Webhook(mine.secret).verify(body, headers as Record<string, string>);
    expect(verified).toMatchObject({ type: 'call.terminated', data: { name: 'Zoë 🙂' } });
    expect(verified).toMatchObject({ id: headers['webhook-id'] });
    expect(headers).toMatchObject({ 'content-type': 'application/json' });
    expect(await world.attempts(acme)).toMatchObject([
      { outcome: 'DELIVERED', number: 1, status_code: 200 },
    ]);
    expect(await world.due(acme)).toEqual([]);
    expect(await world.due(globex)).toEqual([]);
  });

  it("does nothing for another tenant's endpoint", async () => {
    const { id } = await world.endpoint(acme, sink.url());
    await world.message(acme);
    const lane = { tenantId: globex.tenantId, endpointId: id, isLive: false };
    expect(await world.delivery().execute(lane)).toBe(0);
    expect(await world.due(acme)).toHaveLength(1);
  });

  it('joins in the SDP when the message leaves, and keeps none', async () => {
    const { id } = await world.endpoint(acme, sink.url());
    const callId = uuidv7(world.clock);
    world.sdps.set(`${acme.tenantId} ${callId} TENANT_LOCAL`, 'v=0 of ours');
    await world.message(acme, { type: 'call.connect', callId, sdpKind: 'TENANT_LOCAL' });
    await world.delivery().execute({ tenantId: acme.tenantId, endpointId: id, isLive: false });
    const sent = JSON.parse(sink.requests[0]!.body);
    expect(sent.data.sdp).toEqual({ type: 'offer', sdp: 'v=0 of ours' });
    const kept = await world.tenantDatabase.run(acme, (tx) =>
      tx.query(`select 1 from message where payload::text like '%v=0%'`),
    );
    expect(kept).toEqual([]);
  });

  it('tries again after 500, with the same id and a new timestamp', async () => {
    const { id } = await world.endpoint(acme, sink.url());
    await world.message(acme);
    const delivery = world.delivery();
    const lane = { tenantId: acme.tenantId, endpointId: id, isLive: false };
    sink.reply = answer(500, 'no luck');
    expect(await delivery.execute(lane)).toBe(1);
    expect(await delivery.execute(lane)).toBe(0);
    expect(await world.due(acme)).toMatchObject([{ attempts: 1, lease_until: null }]);

    sink.reply = answer(204);
    world.clock.advance(6001);
    expect(await delivery.execute(lane)).toBe(1);
    expect(await world.attempts(acme)).toMatchObject([
      { outcome: 'FAILED', number: 1, status_code: 500, response_excerpt: 'no luck' },
      { outcome: 'DELIVERED', number: 2, status_code: 204 },
    ]);
    const [first, second] = sink.requests;
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.headers['webhook-timestamp']).not.toBe(first!.headers['webhook-timestamp']);
    expect(second!.body).toBe(first!.body);
  });

  it('does not follow a redirect', async () => {
    const { id } = await world.endpoint(acme, sink.url('/first'));
    await world.message(acme);
    sink.reply = answer(302, '', { location: sink.url('/second') });
    await world.delivery().execute({ tenantId: acme.tenantId, endpointId: id, isLive: false });
    expect(sink.requests.map((request) => request.path)).toEqual(['/first']);
    expect(await world.attempts(acme)).toMatchObject([{ outcome: 'FAILED', status_code: 302 }]);
  });

  it('times out, and counts the attempt', async () => {
    const { id } = await world.endpoint(acme, sink.url());
    await world.message(acme);
    sink.reply = hang;
    const delivery = world.delivery({ timeoutMs: 100 });
    await delivery.execute({ tenantId: acme.tenantId, endpointId: id, isLive: false });
    expect(await outcomes(acme)).toEqual(['TIMED_OUT']);
    expect(await world.due(acme)).toMatchObject([{ attempts: 1, lease_until: null }]);
  });

  it('refuses at the moment of sending what was allowed when the endpoint was made', async () => {
    const { id } = await world.endpoint(acme, sink.url());
    await world.message(acme);
    const delivery = world.delivery({ allow: parseCidrs('10.9.9.0/24') });
    await delivery.execute({ tenantId: acme.tenantId, endpointId: id, isLive: false });
    expect(sink.requests).toEqual([]);
    expect(await outcomes(acme)).toEqual(['REFUSED']);
    expect(await world.due(acme)).toMatchObject([{ attempts: 1 }]);
  });

  it('keeps the first 4 KB of an answer, without what PostgreSQL cannot hold', async () => {
    const { id } = await world.endpoint(acme, sink.url());
    await world.message(acme);
    sink.reply = answer(400, `a\u0000b${'x'.repeat(10_000)}`);
    await world.delivery().execute({ tenantId: acme.tenantId, endpointId: id, isLive: false });
    const [attempt] = await world.attempts(acme);
    expect(attempt?.response_excerpt).toHaveLength(4096);
    expect(attempt?.response_excerpt?.startsWith('a\ufffdb')).toBe(true);
  });
});

describe('closing', () => {
  it('aborts what is under way, records it, counts it not and leaves it due', async () => {
    const { id } = await world.endpoint(acme, sink.url());
    await world.message(acme);
    const [before] = await world.due(acme);
    sink.reply = hang;
    const delivery = world.delivery({ timeoutMs: 15_000 });
    const lane = { tenantId: acme.tenantId, endpointId: id, isLive: false };
    const running = delivery.execute(lane);
    await eventually(() => sink.requests.length === 1);
    const startedAt = performance.now();
    await delivery.close();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await running;
    expect(await outcomes(acme)).toEqual(['ABORTED']);
    expect(await world.due(acme)).toEqual([before]);

    sink.reply = answer(200);
    expect(await delivery.execute(lane)).toBe(0);
    expect(await world.delivery().execute(lane)).toBe(1);
    expect(await world.attempts(acme)).toMatchObject([
      { outcome: 'ABORTED', number: 1 },
      { outcome: 'DELIVERED', number: 1 },
    ]);
  });
});

describe('the schedule', () => {
  it('gives up after the eighth failure', async () => {
    const { id } = await world.endpoint(acme, sink.url());
    await world.message(acme);
    sink.reply = answer(503);
    const delivery = world.delivery();
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await delivery.execute({ tenantId: acme.tenantId, endpointId: id, isLive: false });
      world.clock.advance(13 * 3600 * 1000);
    }
    expect(await outcomes(acme)).toEqual(Array.from({ length: 8 }, () => 'FAILED'));
    expect(await world.due(acme)).toEqual([]);
  });
});
