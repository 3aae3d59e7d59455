import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { recordingLogger, RedisProxy } from '../testing/index.js';
import { StateConnection } from './state-connection.js';
import { StateUnavailable } from './state-unavailable.js';

const REDIS_URL = process.env.REDIS_URL!;

let proxy: RedisProxy;
let state: StateConnection;
let log: ReturnType<typeof recordingLogger>;

beforeEach(async () => {
  proxy = await RedisProxy.open(REDIS_URL);
  log = recordingLogger();
  state = await StateConnection.open({ url: proxy.url, logger: log.logger });
});

afterEach(async () => {
  await state.close();
  await proxy.close();
});

const ping = () => state.run('test.ping', (redis) => redis.ping());

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

describe('StateConnection', () => {
  it('answers', async () => {
    await expect(ping()).resolves.toBe('PONG');
  });

  it('fails at once, typed, while Redis is down, and works again by itself afterwards', async () => {
    proxy.takeDown();
    await eventually(() => !state.isReady);
    const ms = await timeOf(() => expect(ping()).rejects.toBeInstanceOf(StateUnavailable));
    expect(ms).toBeLessThan(50);
    proxy.heal();
    await eventually(ping);
    expect(log.countOf('redis.lost')).toBe(1);
    expect(log.countOf('redis.back')).toBe(1);
  });

  it('leaves the API as UPSTREAM_UNAVAILABLE and keeps the reason for the logs', async () => {
    proxy.takeDown();
    const error = await ping().catch((err: unknown) => err);
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', operation: 'test.ping' });
    expect((error as Error).cause).toBeInstanceOf(Error);
  });

  it('fails within 250 ms when Redis goes silent', async () => {
    proxy.hush();
    const ms = await timeOf(() => expect(ping()).rejects.toBeInstanceOf(StateUnavailable));
    expect(ms).toBeLessThan(400);
  });

  it('passes on that Redis refuses a command: that is a bug, not an outage', async () => {
    await state.run('test.set', (redis) => redis.set('text', 'x'));
    const refused = state.run('test.incr', (redis) => redis.incr('text'));
    await expect(refused).rejects.toThrow('not an integer');
    await expect(refused).rejects.not.toBeInstanceOf(StateUnavailable);
  });

  it('opens without Redis and works when it comes', async () => {
    await state.close();
    proxy.takeDown();
    state = await StateConnection.open({ url: proxy.url, logger: log.logger });
    await expect(ping()).rejects.toBeInstanceOf(StateUnavailable);
    proxy.heal();
    await eventually(ping);
  });

  it('closes twice, and while Redis is down', async () => {
    proxy.takeDown();
    await eventually(() => !state.isReady);
    expect(await timeOf(() => state.close())).toBeLessThan(50);
    await state.close();
    expect(proxy.connections).toBe(0);
  });
});
