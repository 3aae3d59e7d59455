import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { Redis } from 'ioredis';
import { eventually } from '#patchbay/kernel/testing';
import { openSocket, subscribe, type Subscribed } from '../support/graphql-socket.js';
import { ACME_NUMBER, GLOBEX_NUMBER, type Json, Scenario } from './support/scenario.js';
import { TenantApi } from './support/tenant-api.js';

const FOLLOW = `subscription { callPermissionChanged {
  type phoneNumberId consumer { waId } previousState state source } }`;
const WANJIRU = '254707000001';
const KAMAU = '254707000002';

let world: Scenario;
let redis: Redis;
let listener: Redis;
const clients: Client[] = [];
/** Tenants of whom Redis was told something. */
const news = new Set<string>();

beforeAll(async () => {
  world = await Scenario.start({ servers: ['api', 'worker', 'simulator'], tenants: [] });
  for (const waId of [WANJIRU, KAMAU]) {
    await world.sim('PUT', `/consumers/${waId}`, { userId: `KE.${waId}`, name: 'Somebody' });
  }
  redis = new Redis(process.env.REDIS_URL!);
  listener = redis.duplicate();
  listener.on('pmessage', (_pattern, topic: string) => news.add(topic));
  await listener.psubscribe('t:*:messages');
}, 90_000);
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await Promise.all([redis.quit(), listener.quit()]);
  await world.stop();
});

async function follow(tenantKey: string): Promise<Subscribed<Json>> {
  const { token } = await TenantApi.signIn(world, tenantKey);
  const client = openSocket({ url: world.stack.urls.api.publicUrl }, token);
  clients.push(client);
  return subscribe<Json>(client, FOLLOW);
}

/** Until the api listens for the news of so many tenants. */
const isListening = (count: number) =>
  eventually(async () => {
    const topics = (await redis.pubsub('CHANNELS', 't:*:messages')) as string[];
    return topics.length === count;
  });

async function metricOfApi(name: string): Promise<number> {
  const response = await fetch(`${world.stack.urls.api.privateUrl}/metrics`, {
    headers: { authorization: `Bearer ${world.stack.internalToken}` },
  });
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await response.text())?.[1]);
}

const grants = (waId: string, phoneNumberId: string) =>
  world.sim('POST', `/consumers/${waId}/permission-grants`, { phoneNumberId });

it('what the worker reads of a permission is shown by the api to its own tenant, and to no other', async () => {
  const [acme, globex] = [await follow('acme'), await follow('globex')];
  await isListening(2);
  await grants(WANJIRU, ACME_NUMBER);
  await eventually(() => acme.values.length > 0, { within: 10_000 });
  const [ofAcme] = [...news];
  expect(news.size).toBe(1);

  await grants(KAMAU, GLOBEX_NUMBER);
  await eventually(() => globex.values.length > 0, { within: 10_000 });
  expect([...news].filter((topic) => topic !== ofAcme)).toHaveLength(1);

  const change = { type: 'call.permission.updated', previousState: 'UNKNOWN', source: 'PROFILE' };
  expect(acme.values).toEqual([
    { ...change, state: 'PERMANENT', phoneNumberId: ACME_NUMBER, consumer: { waId: WANJIRU } },
  ]);
  expect(globex.values).toEqual([
    { ...change, state: 'PERMANENT', phoneNumberId: GLOBEX_NUMBER, consumer: { waId: KAMAU } },
  ]);
  expect([...acme.errors, ...globex.errors]).toEqual([]);
  // News of what is of no call counts as news: nothing was missed.
  expect(await metricOfApi('patchbay_followed_events_missed_total')).toBe(0);
}, 40_000);
