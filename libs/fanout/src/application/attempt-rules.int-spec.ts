import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TenantContext, uuidv7 } from '#patchbay/kernel';
import { answer, FanoutWorld, hang, WebhookSink } from '../testing/index.js';

const HOUR = 3_600_000;

let world: FanoutWorld;
let sink: WebhookSink;
let acme: TenantContext;
let globex: TenantContext;
let endpointId: string;

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

const lane = (isLive = false) => ({ tenantId: acme.tenantId, endpointId, isLive });

const waitMs = async (): Promise<number> => {
  const [row] = await world.due(acme);
  return row!.due_at.getTime() - world.clock.nowMs();
};

const connect = (expiresInMs: number) =>
  world.message(acme, {
    type: 'call.connect',
    isLive: true,
    expiresAt: new Date(world.clock.nowMs() + expiresInMs),
  });

describe('Retry-After', () => {
  it.each([429, 503])('of a %i is waited for', async (status) => {
    await world.message(acme);
    sink.reply = answer(status, '', { 'retry-after': '120' });
    await world.delivery().execute(lane());
    expect(await waitMs()).toBeGreaterThanOrEqual(120_000);
    expect(await waitMs()).toBeLessThanOrEqual(144_000);
  });

  it('may be a date', async () => {
    await world.message(acme);
    const at = new Date(world.clock.nowMs() + HOUR).toUTCString();
    sink.reply = answer(503, '', { 'retry-after': at });
    await world.delivery().execute(lane());
    expect(await waitMs()).toBeGreaterThan(HOUR - 2000);
  });

  it('is believed for a day at most', async () => {
    await world.message(acme);
    sink.reply = answer(503, '', { 'retry-after': '31536000' });
    await world.delivery().execute(lane());
    expect(await waitMs()).toBe(24 * HOUR);
  });

  it('does not bring a retry forward, and does not outlast the message', async () => {
    await world.message(acme);
    sink.reply = answer(503, '', { 'retry-after': '0' });
    await world.delivery().execute(lane());
    expect(await waitMs()).toBeGreaterThanOrEqual(4000);
    await connect(9000);
    sink.reply = answer(503, '', { 'retry-after': '60' });
    await world.delivery().execute(lane(true));
    const waits = (await world.due(acme)).map((row) => row.due_at.getTime() - world.clock.nowMs());
    expect(waits[1]).toBe(9000);
  });
});

describe('an endpoint that answers 410', () => {
  it('is disabled as GONE; the message is a dead letter, and what else is due stays', async () => {
    const messageId = await world.message(acme);
    sink.reply = answer(410, 'moved out');
    const delivery = world.delivery();
    await delivery.execute(lane());
    expect(await world.attempts(acme)).toMatchObject([
      { outcome: 'FAILED', status_code: 410, reason: 'GONE', response_excerpt: 'moved out' },
    ]);
    expect(await world.deadLetters(acme)).toEqual([
      { message_id: messageId, endpoint_id: endpointId, reason: 'GONE', attempts: 1 },
    ]);
    const [endpoint] = await world.tenantDatabase.run(acme, (tx) =>
      tx.query(`select status, disabled_reason from endpoint where id = $1`, [endpointId]),
    );
    expect(endpoint).toEqual({ status: 'DISABLED', disabled_reason: 'GONE' });
    expect(await delivery.execute(lane())).toBe(0);
  });

  it('disables no endpoint of another tenant', async () => {
    const other = await world.endpoint(globex, sink.url());
    await world.message(acme);
    await world.message(globex);
    sink.reply = (request, response) => {
      answer(sink.requests.length === 1 ? 410 : 200)(request, response);
    };
    const delivery = world.delivery();
    await delivery.execute(lane());
    const theirs = { tenantId: globex.tenantId, endpointId: other.id, isLive: false };
    expect(await delivery.execute(theirs)).toBe(1);
    expect(await world.deadLetters(globex)).toEqual([]);
    expect(await world.attempts(globex)).toMatchObject([{ outcome: 'DELIVERED' }]);
  });
});

describe('a disabled endpoint', () => {
  const disable = () =>
    world.tenantDatabase.run(acme, (tx) =>
      tx.execute(`update endpoint set status = 'DISABLED' where id = $1`, [endpointId]),
    );

  it('gets nothing, and what waits for it stays due', async () => {
    await world.message(acme);
    await disable();
    expect(await world.delivery().execute(lane())).toBe(0);
    expect(await world.attempts(acme)).toEqual([]);
    expect(await world.due(acme)).toMatchObject([{ attempts: 0, lease_until: null }]);
  });

  it('still buries what expires', async () => {
    const messageId = await connect(1000);
    await disable();
    const delivery = world.delivery();
    await delivery.execute(lane(true));
    expect(await world.due(acme)).toHaveLength(1);
    world.clock.advance(1000);
    await delivery.execute(lane(true));
    expect(await world.due(acme)).toEqual([]);
    expect(await world.deadLetters(acme)).toMatchObject([
      { message_id: messageId, reason: 'EXPIRED', attempts: 0 },
    ]);
  });
});

describe('a dead letter', () => {
  it('tells that a message expired, and after how many attempts', async () => {
    await connect(3000);
    sink.reply = answer(500);
    const delivery = world.delivery();
    await delivery.execute(lane(true));
    world.clock.advance(3000);
    await delivery.execute(lane(true));
    expect(await world.deadLetters(acme)).toMatchObject([{ reason: 'EXPIRED', attempts: 1 }]);
    expect(await world.attempts(acme)).toMatchObject([
      { outcome: 'FAILED', reason: 'STATUS' },
      { outcome: 'EXPIRED', reason: 'EXPIRED', number: 2 },
    ]);
    expect(sink.requests).toHaveLength(1);
  });

  it('tells that the schedule was used up', async () => {
    await world.message(acme);
    sink.reply = answer(500);
    const delivery = world.delivery();
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await delivery.execute(lane());
      world.clock.advance(13 * HOUR);
    }
    expect(await world.deadLetters(acme)).toMatchObject([{ reason: 'EXHAUSTED', attempts: 8 }]);
    expect(await world.due(acme)).toEqual([]);
  });

  it('is not written for a message whose lease another process has meanwhile', async () => {
    await connect(3000);
    sink.reply = (request, response) => {
      // While it is under way: the lease is somebody else's, and the message has expired.
      world.clock.advance(3000);
      const taken = world.tenantDatabase.run(acme, (tx) =>
        tx.execute(`update delivery_due set lease_until = $1`, [
          new Date(world.clock.nowMs() + HOUR),
        ]),
      );
      void taken.then(() => {
        answer(500)(request, response);
      });
    };
    await world.delivery().execute(lane(true));
    expect(await world.attempts(acme)).toMatchObject([{ outcome: 'FAILED' }]);
    expect(await world.deadLetters(acme)).toEqual([]);
    expect(await world.due(acme)).toHaveLength(1);
  });
});

describe('an attempt', () => {
  it('ends when the message expires under way, though the receiver has time left', async () => {
    await connect(150);
    sink.reply = hang;
    await world.delivery({ timeoutMs: 10_000 }).execute(lane(true));
    expect(await world.attempts(acme)).toMatchObject([
      { outcome: 'TIMED_OUT', reason: 'NO_ANSWER', target: 'PRIMARY' },
    ]);
    const [attempt] = await world.attempts(acme);
    expect(attempt!.duration_ms).toBeGreaterThanOrEqual(140);
    expect(attempt!.duration_ms).toBeLessThan(5000);
  });

  it('says in a word why it failed', async () => {
    const reasonOf = async (delivery = world.delivery()) => {
      const messageId = await world.message(acme);
      await delivery.execute(lane());
      const rows = await world.attempts(acme);
      return rows.find((row) => row.message_id === messageId)?.reason;
    };
    sink.reply = answer(302, '', { location: 'http://127.0.0.1:1/' });
    expect(await reasonOf()).toBe('REDIRECT');
    sink.reply = answer(404);
    expect(await reasonOf()).toBe('STATUS');
    sink.reply = (_request, response) => response.socket!.destroy();
    expect(await reasonOf()).toBe('CONNECTION_CLOSED');
    sink.reply = (_request, response) => response.socket!.end('hello\r\n\r\n');
    expect(await reasonOf()).toBe('NOT_HTTP');
    sink.reply = hang;
    expect(await reasonOf(world.delivery({ timeoutMs: 60 }))).toBe('NO_ANSWER');
    expect(await reasonOf(world.delivery({ allow: [] }))).toBe('ADDRESS_REFUSED');
    await sink.close();
    expect(await reasonOf()).toBe('CONNECTION_REFUSED');
    sink = await WebhookSink.open();
  });

  it('that cannot be made counts, and says nothing of the endpoint', async () => {
    await world.tenantDatabase.run(acme, (tx) =>
      tx.execute(`update endpoint set secret_sealed = 'v1:k:AAAA:AAAA' where id = $1`, [
        endpointId,
      ]),
    );
    await world.message(acme);
    await world.delivery().execute(lane());
    expect(await world.attempts(acme)).toMatchObject([{ outcome: 'FAILED', reason: 'NOT_MADE' }]);
    expect(await world.due(acme)).toMatchObject([{ attempts: 1, lease_until: null }]);
    const health = await world.tenantDatabase.run(acme, (tx) =>
      tx.query(`select from endpoint_health where endpoint_id = $1`, [endpointId]),
    );
    expect(health).toEqual([]);
  });
});

describe('a replay', () => {
  const setReplay = (messageId: string) =>
    world.tenantDatabase.run(acme, (tx) =>
      tx.execute(`update delivery_due set is_replay = true where message_id = $1`, [messageId]),
    );

  it('neither waits for others of its call nor holds them back', async () => {
    const callId = uuidv7(world.clock);
    const again = await world.message(acme, { callId, type: 'call.connect', isLive: true });
    await world.message(acme, { callId, type: 'call.ringing', isLive: true });
    const last = await world.message(acme, { callId, type: 'call.accepted', isLive: true });
    await setReplay(again);
    await setReplay(last);
    sink.reply = hang;
    const delivery = world.delivery({ timeoutMs: 300 });
    await delivery.execute(lane(true));
    expect(sink.requests.map(({ body }) => JSON.parse(body).type).sort()).toEqual([
      'call.accepted',
      'call.connect',
      'call.ringing',
    ]);
  });

  it('that is asked for while the message is under way is not lost by its delivery', async () => {
    const messageId = await world.message(acme);
    sink.reply = (request, response) => {
      const asked = world.tenantDatabase.run(acme, (tx) =>
        tx.execute(`update delivery_due set is_replay = true, lease_until = null, attempts = 0`),
      );
      sink.reply = answer(200);
      void asked.then(() => {
        answer(200)(request, response);
      });
    };
    const delivery = world.delivery();
    await delivery.execute(lane());
    expect(await world.due(acme)).toHaveLength(1);
    await delivery.execute(lane());
    expect(sink.requests).toHaveLength(2);
    expect(await world.due(acme)).toEqual([]);
    expect((await world.attempts(acme)).map((row) => row.message_id)).toEqual([
      messageId,
      messageId,
    ]);
  });
});
