import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createLogger, type TenantContext, uuidv7 } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { PubSub, StateConnection } from '#patchbay/state';
import { FanoutWorld, WebhookSink } from '../testing/index.js';
import { FollowEvents } from './follow-events.js';
import { newsTopic } from './message-news.js';
import type { FollowedEvent } from './read-followed.js';

const logger = createLogger({ name: 'test', level: 'silent' });
const TYPES = ['call.connect', 'call.accepted', 'call.terminated'] as const;

let world: FanoutWorld;
let state: StateConnection;
let follow: FollowEvents;
let sink: WebhookSink;

beforeAll(async () => {
  const url = process.env.REDIS_URL!;
  world = await FanoutWorld.open();
  state = await StateConnection.open({ url, logger });
  const consumer = { waId: '254700000001' };
  follow = new FollowEvents({
    database: world.tenantDatabase,
    callReader: {
      read: (_tx, calls) =>
        Promise.resolve({
          consumers: new Map(calls.map(({ callId }) => [callId, consumer])),
          sdps: new Map(),
        }),
    },
    pubSub: await PubSub.open({ url, logger, state }),
    clock: world.clock,
    logger,
    lookEveryMs: 100,
  });
});
afterAll(async () => {
  await follow.close();
  await state.close();
  await world.close();
});
beforeEach(async () => {
  sink = await WebhookSink.open();
});
afterEach(() => sink.close());

/** Collects what a follower is shown. */
async function collect(tenant: TenantContext): Promise<FollowedEvent[]> {
  const events: FollowedEvent[] = [];
  const stream = await follow.execute(tenant, {});
  void (async () => {
    for await (const event of stream) events.push(event);
  })();
  return events;
}

/** What a tenant is told about its calls, interleaved; every second time the news is lost. */
async function tellAll(tenant: TenantContext, callIds: readonly string[]): Promise<void> {
  let told = 0;
  for (const type of TYPES) {
    for (const callId of callIds) {
      const messageId = await world.message(tenant, { type, callId });
      told += 1;
      if (told % 2 === 0) continue;
      const news = JSON.stringify({ messageId, callId });
      await state.run('test', (redis) => redis.publish(newsTopic(tenant.tenantId), news));
    }
  }
}

const callOf = (body: string): string => (JSON.parse(body) as { data: { callId: string } }).data.callId; // prettier-ignore

/** The bodies of each call in their order. */
function byCall(bodies: readonly string[]): Record<string, string[]> {
  const calls: Record<string, string[]> = {};
  for (const body of bodies) (calls[callOf(body)] ??= []).push(body);
  return calls;
}

it('followers and endpoints of two tenants get the same events, those of a call in the same order', async () => {
  for (const tenant of [await world.tenant(), await world.tenant()]) {
    const callIds = [1, 2, 3, 4].map(() => uuidv7(world.clock));
    const stranger = await collect(await world.tenant());
    const followed = await collect(tenant);
    const { id: endpointId } = await world.endpoint(tenant, sink.url());
    sink.requests.length = 0;

    await tellAll(tenant, callIds);
    await world.delivery().execute({ tenantId: tenant.tenantId, endpointId, isLive: false });
    await eventually(() => followed.length === 12);

    const delivered = byCall(sink.requests.map(({ body }) => body));
    expect(Object.keys(delivered)).toHaveLength(4);
    expect(byCall(followed.map(({ body }) => body))).toEqual(delivered);
    expect(new Set(followed.map(({ id }) => id)).size).toBe(12);
    expect(stranger).toEqual([]);
  }
});
