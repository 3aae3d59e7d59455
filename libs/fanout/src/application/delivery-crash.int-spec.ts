import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TenantContext } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { answer, FanoutWorld, hang, WebhookSink } from '../testing/index.js';
import type { EndpointHealth } from './endpoint-health.js';

/** As the configuration has it: the longest attempt, and a margin to write its result in. */
const LEASE_MS = 10_000 + 5000;

let world: FanoutWorld;
let sink: WebhookSink;
let acme: TenantContext;
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
  endpointId = (await world.endpoint(acme, sink.url())).id;
});
afterEach(async () => {
  await sink.close();
});

const lane = () => ({ tenantId: acme.tenantId, endpointId, isLive: false });

/** Health that breaks the transaction in which results are written. */
function breaking(record: EndpointHealth['record']): EndpointHealth {
  const health = world.health();
  health.record = record;
  return health;
}

describe('a process that dies between the POST and the commit of its result', () => {
  it('leaves the message to another, which sends it again when the lease has run out', async () => {
    await world.message(acme);
    const dying = world.delivery({ health: breaking(() => Promise.reject(new Error('gone'))) });
    await dying.execute(lane());
    expect(sink.requests).toHaveLength(1);
    expect(await world.attempts(acme)).toEqual([]);

    const other = world.delivery();
    world.clock.advance(LEASE_MS - 1);
    expect(await other.execute(lane())).toBe(0);
    world.clock.advance(1);
    expect(await other.execute(lane())).toBe(1);
    const ids = sink.requests.map((request) => request.headers['webhook-id']);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(await world.attempts(acme)).toMatchObject([{ outcome: 'DELIVERED', number: 1 }]);
    expect(await world.due(acme)).toEqual([]);
  });

  it('keeps nobody from the messages that it does not hold', async () => {
    await world.message(acme);
    sink.reply = hang;
    const dying = world.delivery({ perEndpoint: 2 });
    const hanging = dying.execute(lane());
    await eventually(() => sink.requests.length === 1);
    sink.reply = answer(200);
    await world.message(acme);
    expect(await world.delivery({ perEndpoint: 2 }).execute(lane())).toBe(1);
    await dying.close();
    await hanging;
  });
});

describe('results that are written in one transaction', () => {
  it('are all there, an attempt for each, however many end at once', async () => {
    for (let i = 0; i < 30; i += 1) await world.message(acme);
    await world.delivery({ perEndpoint: 30, config: { FANOUT_GROUP_MS: 20 } }).execute(lane());
    expect((await world.attempts(acme)).map((row) => row.outcome)).toEqual(
      Array.from({ length: 30 }, () => 'DELIVERED'),
    );
    expect(await world.due(acme)).toEqual([]);
  });

  it('are not lost for one among them that cannot be written', async () => {
    const other = await world.endpoint(acme, sink.url('/other'));
    for (let i = 0; i < 3; i += 1) await world.message(acme);
    const well = world.health();
    const health = breaking((tx, endpoint, results) =>
      endpoint.endpointId === other.id
        ? Promise.reject(new Error('not this one'))
        : well.record(tx, endpoint, results),
    );
    const delivery = world.delivery({ health, config: { FANOUT_GROUP_MS: 50 } });
    await Promise.all([
      delivery.execute(lane()),
      delivery.execute({ ...lane(), endpointId: other.id }),
    ]);
    expect(await world.attempts(acme)).toHaveLength(3);
    const due = await world.due(acme);
    expect(due).toHaveLength(3);
    expect(due.every((row) => row.lease_until !== null)).toBe(true);
  });
});
