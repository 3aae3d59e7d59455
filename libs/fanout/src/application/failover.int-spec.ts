import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TenantContext } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { answer, FanoutWorld, hang, WebhookSink } from '../testing/index.js';

let world: FanoutWorld;
let first: WebhookSink;
let second: WebhookSink;
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
  first = await WebhookSink.open();
  second = await WebhookSink.open();
  acme = await world.tenant();
  globex = await world.tenant();
  endpointId = (await world.endpoint(acme, first.url())).id;
  await setEndpoint('failover_url', second.url('/failover'));
});
afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
});

function setEndpoint(column: 'failover_url' | 'rate_limit_per_second', value: string | number) {
  return world.tenantDatabase.run(acme, (tx) =>
    tx.execute(`update endpoint set ${column} = $2 where id = $1`, [endpointId, value]),
  );
}

const lane = (isLive = true) => ({ tenantId: acme.tenantId, endpointId, isLive });

const connect = (expiresInMs = 30_000) =>
  world.message(acme, {
    type: 'call.connect',
    isLive: true,
    expiresAt: new Date(world.clock.nowMs() + expiresInMs),
  });

/** The primary URL keeps us waiting no longer than this. */
const impatient = (config = {}) =>
  world.delivery({ config: { FANOUT_FAILOVER_AFTER_MS: 60, ...config } });

const tried = async () =>
  (await world.attempts(acme)).map((row) => `${row.number} ${row.target} ${row.outcome}`);

describe('a call.connect with a failover URL', () => {
  it('goes there at once when the first URL fails, with the same id and a valid signature', async () => {
    await connect();
    first.reply = answer(500);
    await world.delivery().execute(lane());
    expect(await tried()).toEqual(['1 PRIMARY FAILED', '1 FAILOVER DELIVERED']);
    expect(await world.due(acme)).toEqual([]);
    const [sent, again] = [first.requests[0]!, second.requests[0]!];
    expect(again.path).toBe('/failover');
    expect(again.headers['webhook-id']).toBe(sent.headers['webhook-id']);
    expect(again.headers['webhook-signature']).toBe(sent.headers['webhook-signature']);
    expect(again.body).toBe(sent.body);
  });

  it('goes there within two seconds of a first URL that hangs, which is given up then', async () => {
    await connect();
    first.reply = hang;
    const startedAt = performance.now();
    await world.delivery().execute(lane());
    expect(performance.now() - startedAt).toBeLessThan(4000);
    expect(await world.attempts(acme)).toMatchObject([
      { target: 'PRIMARY', outcome: 'ABORTED', reason: 'SUPERSEDED' },
      { target: 'FAILOVER', outcome: 'DELIVERED', reason: null },
    ]);
    const [primary] = await world.attempts(acme);
    expect(primary!.duration_ms).toBeGreaterThan(1400);
    // Anything below two seconds that is not the load of this machine.
    expect(primary!.duration_ms).toBeLessThan(3500);
  });

  it('does not go there when the first URL takes it in time', async () => {
    await connect();
    await world.delivery().execute(lane());
    expect(await tried()).toEqual(['1 PRIMARY DELIVERED']);
    expect(second.requests).toEqual([]);
  });

  it('is delivered by the first URL when that answers first after all', async () => {
    await connect();
    let release: (() => void) | undefined;
    first.reply = (request, response) => {
      release = () => {
        answer(200)(request, response);
      };
    };
    second.reply = () => release?.();
    await impatient().execute(lane());
    expect(await world.attempts(acme)).toMatchObject([
      { target: 'PRIMARY', outcome: 'DELIVERED' },
      { target: 'FAILOVER', outcome: 'ABORTED', reason: 'SUPERSEDED' },
    ]);
    expect(await world.due(acme)).toEqual([]);
  });

  it('tries the second URL again while the first one hangs', async () => {
    await connect();
    first.reply = hang;
    second.reply = (request, response) => {
      answer(second.requests.length === 1 ? 503 : 200)(request, response);
    };
    await impatient().execute(lane());
    expect(await tried()).toEqual([
      '1 PRIMARY ABORTED',
      '1 FAILOVER FAILED',
      '1 FAILOVER DELIVERED',
    ]);
  });

  it('is tried again on the tight schedule when both URLs fail', async () => {
    await connect();
    first.reply = second.reply = answer(500);
    const delivery = impatient();
    await delivery.execute(lane());
    expect(await world.due(acme)).toMatchObject([{ attempts: 1, lease_until: null }]);
    second.reply = answer(200);
    world.clock.advance(700);
    await delivery.execute(lane());
    expect(await tried()).toEqual([
      '1 PRIMARY FAILED',
      '1 FAILOVER FAILED',
      '2 PRIMARY FAILED',
      '2 FAILOVER DELIVERED',
    ]);
  });

  it('goes straight to the second URL while the circuit of the endpoint is open', async () => {
    first.reply = answer(500);
    const delivery = impatient({ FANOUT_CIRCUIT_FAILURES: 2, FANOUT_CIRCUIT_FIRST_MS: 60_000 });
    await connect();
    await connect();
    await delivery.execute(lane());
    await connect();
    await world.message(acme);
    expect(await delivery.execute(lane(false))).toBe(0);
    await delivery.execute(lane());
    expect(first.requests).toHaveLength(2);
    expect(second.requests).toHaveLength(3);
    expect((await tried()).at(-1)).toBe('1 FAILOVER DELIVERED');
  });

  it('waits for its place where the endpoint is limited: that is no reason to fail over', async () => {
    await setEndpoint('rate_limit_per_second', 1);
    const delivery = impatient();
    await connect();
    await connect();
    await delivery.execute(lane());
    await delivery.execute(lane());
    expect(first.requests).toHaveLength(1);
    expect(second.requests).toEqual([]);
    world.clock.advance(1000);
    await delivery.execute(lane());
    expect(first.requests).toHaveLength(2);
  });

  it('is refused at the second URL as it would be at the first', async () => {
    await setEndpoint('failover_url', 'http://10.0.0.1/hooks');
    await connect();
    first.reply = answer(500);
    await impatient().execute(lane());
    expect(await world.attempts(acme)).toMatchObject([
      { target: 'PRIMARY', reason: 'STATUS' },
      { target: 'FAILOVER', outcome: 'REFUSED', reason: 'ADDRESS_REFUSED' },
    ]);
  });
});

describe('what is not for the failover URL', () => {
  it('is a record: it waits for the first URL', async () => {
    await world.message(acme);
    first.reply = answer(500);
    await impatient().execute(lane(false));
    expect(await tried()).toEqual(['1 PRIMARY FAILED']);
    expect(second.requests).toEqual([]);
  });

  it("is another tenant's connect", async () => {
    const other = await world.endpoint(globex, first.url());
    await world.message(globex, {
      type: 'call.connect',
      isLive: true,
      expiresAt: new Date(world.clock.nowMs() + 30_000),
    });
    first.reply = answer(500);
    const theirs = { tenantId: globex.tenantId, endpointId: other.id, isLive: true };
    await impatient().execute(theirs);
    expect(first.requests).toHaveLength(1);
    expect(second.requests).toEqual([]);
  });
});

describe('closing', () => {
  it('aborts both ways at once and leaves the message due, uncounted', async () => {
    await connect();
    first.reply = second.reply = hang;
    const delivery = impatient();
    const running = delivery.execute(lane());
    await eventually(() => second.requests.length === 1);
    await delivery.close();
    await running;
    expect(await world.attempts(acme)).toMatchObject([
      { target: 'PRIMARY', outcome: 'ABORTED', reason: 'SHUTDOWN', number: 1 },
      { target: 'FAILOVER', outcome: 'ABORTED', reason: 'SHUTDOWN', number: 1 },
    ]);
    expect(await world.due(acme)).toMatchObject([{ attempts: 0, lease_until: null }]);
  });
});
