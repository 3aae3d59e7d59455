import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeId, type TenantContext, uuidv7 } from '#patchbay/kernel';
import { Webhook } from 'standardwebhooks';
import { answer, FanoutWorld, WebhookSink } from '../testing/index.js';
import type { DeliveryRing } from './delivery-doorbell.port.js';
import { ListMessages } from './list-messages.js';
import { RecoverEndpoint } from './recover-endpoint.js';
import { ReplayMessage } from './replay-message.js';
import { searchMessages } from './search-messages.js';

const HOUR_MS = 3_600_000;

let world: FanoutWorld;
let sink: WebhookSink;
let acme: TenantContext;
let globex: TenantContext;
let rings: DeliveryRing[];
const doorbell = { ring: (ring: DeliveryRing) => void rings.push(ring) };

beforeAll(async () => {
  world = await FanoutWorld.open();
  sink = await WebhookSink.open();
});
afterAll(async () => {
  await world.close();
  await sink.close();
});
beforeEach(async () => {
  acme = await world.tenant();
  globex = await world.tenant();
  sink.reply = answer(200);
  sink.requests.length = 0;
  rings = [];
});

const bodies = () =>
  sink.requests.map(({ body }) => JSON.parse(body) as { id: string; data: object });

describe('a replayed message', () => {
  it('past its deadline and the hour of its SDP is sent, signed anew, and says that it is expired', async () => {
    const endpoint = await world.endpoint(acme, sink.url());
    const callId = uuidv7(world.clock);
    world.sdps.set(`${acme.tenantId} ${callId} TENANT_LOCAL`, 'v=0');
    sink.reply = answer(503);
    const messageId = await world.message(acme, {
      type: 'call.connect',
      callId,
      sdpKind: 'TENANT_LOCAL',
      isLive: true,
      expiresAt: new Date(world.clock.nowMs() + 60_000),
    });
    const delivery = world.delivery();
    const lane = { tenantId: acme.tenantId, endpointId: endpoint.id };
    await delivery.execute({ ...lane, isLive: true });
    world.clock.advance(2 * HOUR_MS);
    world.sdps.clear();
    await delivery.execute({ ...lane, isLive: true });
    expect(await world.deadLetters(acme)).toMatchObject([{ reason: 'EXPIRED' }]);

    sink.reply = answer(200);
    const replay = new ReplayMessage(world.useCases, world.clock, doorbell);
    expect(await replay.execute(acme, { messageId })).toEqual({ kind: 'replayed', count: 1 });
    expect(rings).toEqual([{ ...lane, isLive: false, traceparent: expect.any(String) }]);
    await delivery.execute({ ...lane, isLive: false });

    const [first, again] = sink.requests;
    const [connect, replayed] = bodies();
    expect(sink.requests).toHaveLength(2);
    expect(connect?.data).toMatchObject({ sdp: { type: 'offer', sdp: 'v=0' } });
    expect(replayed).toMatchObject({
      id: encodeId('message', messageId),
      data: { callId: encodeId('call', callId), sdpExpired: true },
    });
    expect(replayed?.data).not.toHaveProperty('sdp');
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const headers = again?.headers as Record<string, string>;
    const sentAt = new Date(Number(headers['webhook-timestamp']) * 1000);
    expect(world.clock.nowMs() - sentAt.getTime()).toBeLessThan(1000);
    expect(new Webhook(endpoint.secret).sign(headers['webhook-id']!, sentAt, again!.body)).toBe(
      headers['webhook-signature'],
    );
    const list = new ListMessages(world.useCases);
    const { items } = await list.execute(acme);
    expect(items[0]?.deliveries).toMatchObject([
      { status: 'DELIVERED', attempts: 1, deadLetter: { reason: 'EXPIRED' } },
    ]);
    expect((await list.execute(globex)).items).toEqual([]);
  });
});

describe('RecoverEndpoint', () => {
  it('puts in line what was buried while the endpoint failed, and rings for it', async () => {
    const created = await world.createEndpoint.execute(acme, {
      url: sink.url(),
      eventTypes: ['call.terminated'],
    });
    if (created.kind !== 'created') throw new Error(created.kind);
    const { endpoint } = created;
    const since = world.clock.now();
    sink.reply = answer(410);
    await world.message(acme);
    const lane = { tenantId: acme.tenantId, endpointId: endpoint.id, isLive: false };
    await world.delivery().execute(lane);
    expect(await world.deadLetters(acme)).toMatchObject([{ reason: 'GONE' }]);
    await world.tenantDatabase.run(acme, (tx) =>
      tx.execute(`update endpoint set status = 'ENABLED' where id = $1`, [endpoint.id]),
    );

    sink.reply = answer(200);
    const recover = new RecoverEndpoint(
      world.useCases,
      world.tenantDatabase,
      world.clock,
      doorbell,
    );
    const asked = { endpointId: endpoint.id, since };
    expect(await recover.execute(acme, asked)).toMatchObject({ count: 1 });
    expect(rings).toMatchObject([lane]);
    await world.delivery().execute(lane);
    expect(bodies()).toHaveLength(2);
    expect(await recover.execute(acme, asked)).toMatchObject({ count: 0 });
    await expect(recover.execute(globex, asked)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a backlog that is longer than one request looks at', () => {
  it('is recovered by asking again since where the request ended', async () => {
    const { id: endpointId } = await world.endpoint(acme, sink.url());
    const since = world.clock.now();
    await world.tenantDatabase.run(acme, (tx) =>
      tx.query(
        `insert into message (tenant_id, id, event_type, payload, occurred_at, created_at)
         select $1, uuidv7_floor($2::timestamptz + i * interval '1 millisecond'),
                'trunk.up', '{}', $2, $2 from generate_series(1, 4100) i`,
        [tx.tenantId, since],
      ),
    );
    world.clock.advance(10_000);
    const recover = new RecoverEndpoint(
      world.useCases,
      world.tenantDatabase,
      world.clock,
      doorbell,
    );
    const counts: number[] = [];
    let from: Date | undefined = since;
    while (from !== undefined) {
      const outcome = await recover.execute(acme, { endpointId, since: from }, 1);
      if (outcome.kind !== 'recovered') throw new Error(outcome.kind);
      counts.push(outcome.count);
      from = outcome.resumeSince;
    }
    expect(counts).toEqual([2000, 1999, 101]);
  });
});

describe('searchMessages', () => {
  it('stops after so many looks, says where to go on, and misses nothing', async () => {
    const endpoint = await world.endpoint(acme, sink.url());
    const wanted: string[] = [];
    await world.tenantDatabase.run(acme, async (tx) => {
      await tx.query(
        `insert into message (tenant_id, id, event_type, payload, occurred_at, created_at)
         select $1, uuidv7_floor($2::timestamptz + i * interval '1 millisecond'),
                case when i % 400 = 0 then 'trunk.up' else 'trunk.down' end, '{}', $2, $2
           from generate_series(0, 1199) i`,
        [tx.tenantId, world.clock.now()],
      );
      await tx.query(
        `insert into attempt (tenant_id, id, message_id, endpoint_id, number, outcome, duration_ms, started_at)
         select tenant_id, id, id, $1, 1, 'DELIVERED', 1, created_at from message`,
        [endpoint.id],
      );
      const rows = await tx.query<{ id: string }>(
        `select id from message where event_type = 'trunk.up' order by id desc`,
      );
      wanted.push(...rows.map(({ id }) => id));
    });
    const found: string[] = [];
    const rounds: number[] = [];
    let belowId: string | undefined;
    do {
      const page = await world.tenantDatabase.run(acme, (tx) =>
        searchMessages(
          tx,
          { eventTypes: ['trunk.up'], endpointId: endpoint.id },
          { belowId, wanted: 10, looks: 500 },
        ),
      );
      found.push(...page.found.map(({ id }) => id));
      rounds.push(page.found.length);
      belowId = page.nextBelowId;
    } while (belowId !== undefined);
    expect(found).toEqual(wanted);
    expect(rounds).toEqual([1, 1, 1]);
  });
});
