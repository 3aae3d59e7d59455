import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { openState, recordingLogger, RedisProxy } from '../testing/index.js';
import { RedisLink } from './redis-link.js';
import type { StateConnection } from './state-connection.js';

const REDIS_URL = process.env.REDIS_URL!;
const BEAT_MS = 20;

let admin: StateConnection;
let proxy: RedisProxy;
let link: RedisLink;
let log: ReturnType<typeof recordingLogger>;
let connections: number;

beforeEach(async () => {
  admin = await openState(REDIS_URL);
  proxy = await RedisProxy.open(REDIS_URL);
  log = recordingLogger();
  link = new RedisLink({
    url: proxy.url,
    name: 'test',
    logger: log.logger,
    heartbeatMs: BEAT_MS,
  });
  connections = 0;
  link.onReady(() => {
    connections += 1;
  });
  expect(await link.waitUntilReady(2000)).toBe(true);
});
afterEach(async () => {
  await link.close();
  await proxy.close();
  await admin.close();
});

async function pings(): Promise<number> {
  const stats = await admin.run('test.stats', (redis) => redis.info('commandstats'));
  return Number(/cmdstat_ping:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}

/** More heartbeats than may stay unanswered before a connection is given up. */
async function tenHeartbeats(): Promise<void> {
  const first = await pings();
  await eventually(async () => (await pings()) >= first + 10);
}

describe('RedisLink', () => {
  it('keeps a healthy connection for as long as its heartbeat is answered', async () => {
    await tenHeartbeats();
    expect(connections).toBe(1);
    expect(log.countOf('redis.lost')).toBe(0);
  });

  it('keeps a healthy connection that subscribes', async () => {
    await link.client.subscribe('topic');
    await tenHeartbeats();
    expect(connections).toBe(1);
  });

  it('gives up a peer that went silent, and says once that Redis was lost and is back', async () => {
    proxy.hush();
    await eventually(() => log.countOf('redis.lost') === 1);
    proxy.heal();
    await eventually(() => connections === 2);
    await eventually(() => log.countOf('redis.back') === 1);
    expect(log.countOf('redis.lost')).toBe(1);
    await expect(link.client.ping()).resolves.toBe('PONG');
  });

  it('gives up a peer that takes the connection and never answers the greeting', async () => {
    proxy.hush();
    link.reconnect();
    // A second connection to the silent peer, and a third: the first was not kept for ever.
    await eventually(() => proxy.accepted >= 3);
    proxy.heal();
    await eventually(() => connections === 2);
  });

  it('logs one loss for an outage of many failed attempts', async () => {
    proxy.takeDown();
    await eventually(() => proxy.refused >= 3);
    proxy.heal();
    await eventually(() => link.isReady);
    expect(log.lines.map((line) => line.msg)).toEqual(['redis.lost', 'redis.back']);
  });

  it('tells whoever waits that it was closed', async () => {
    proxy.takeDown();
    await eventually(() => !link.isReady);
    const waiting = link.waitUntilReady(50);
    await link.close();
    await expect(waiting).resolves.toBe(false);
  });
});
