import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '#patchbay/kernel/testing';
import { StateConnection } from '../connection/state-connection.js';
import { StateUnavailable } from '../connection/state-unavailable.js';
import { tenantKey } from '../tenant-key.js';
import { recordingLogger, RedisProxy } from '../testing/index.js';
import { PubSub } from './pub-sub.js';

const REDIS_URL = process.env.REDIS_URL!;
const acmeCalls = tenantKey(randomUUID(), 'calls');
const globexCalls = tenantKey(randomUUID(), 'calls');

let proxy: RedisProxy;
let state: StateConnection;
let pubSub: PubSub;
let log: ReturnType<typeof recordingLogger>;

beforeEach(async () => {
  proxy = await RedisProxy.open(REDIS_URL);
  log = recordingLogger();
  state = await StateConnection.open({ url: REDIS_URL, logger: log.logger });
  pubSub = await PubSub.open({ url: proxy.url, logger: log.logger, state });
});
afterEach(async () => {
  await pubSub.close();
  await state.close();
  await proxy.close();
});

describe('PubSub', () => {
  it('gives a message to all handlers of its topic, in order, and to no other topic', async () => {
    const heard: unknown[][] = [[], [], []];
    await pubSub.subscribe(acmeCalls, (message) => void heard[0]!.push(message));
    await pubSub.subscribe(acmeCalls, (message) => void heard[1]!.push(message));
    await pubSub.subscribe(globexCalls, (message) => void heard[2]!.push(message));
    for (const seq of [1, 2, 3]) await pubSub.publish(acmeCalls, { callId: 'c1', seq });
    await eventually(() => heard[1]!.length === 3);
    expect(heard[0]).toEqual([1, 2, 3].map((seq) => ({ callId: 'c1', seq })));
    expect(heard[1]).toEqual(heard[0]);
    expect(heard[2]).toEqual([]);
  });

  it('a handler that throws, rejects or gets rubbish harms no other', async () => {
    const heard: unknown[] = [];
    await pubSub.subscribe(acmeCalls, () => {
      throw new Error('broken');
    });
    await pubSub.subscribe(acmeCalls, () => Promise.reject(new Error('broken too')));
    await pubSub.subscribe(acmeCalls, (message) => void heard.push(message));
    await state.run('t', (redis) => redis.publish(acmeCalls, 'not json'));
    await pubSub.publish(acmeCalls, 1);
    await eventually(() => heard.length === 1);
    await eventually(() => log.countOf('pubsub.listener_failed') === 2);
    expect(log.countOf('pubsub.unreadable_message')).toBe(1);
  });

  it('stops with the last handler, and one handler may leave without the others', async () => {
    const heard: string[] = [];
    const leaveA = await pubSub.subscribe(acmeCalls, () => void heard.push('a'));
    const leaveB = await pubSub.subscribe(acmeCalls, () => void heard.push('b'));
    await leaveA();
    await leaveA();
    await pubSub.publish(acmeCalls, 1);
    await eventually(() => heard.length === 1);
    expect(heard).toEqual(['b']);
    await leaveB();
    const subscribers = await state.run('t', (redis) => redis.pubsub('NUMSUB', acmeCalls));
    expect(subscribers).toEqual([acmeCalls, 0]);
  });

  it('hears again after an outage and says that there is a gap', async () => {
    const heard: unknown[] = [];
    let gaps = 0;
    pubSub.onGap(() => {
      gaps += 1;
    });
    await pubSub.subscribe(acmeCalls, (message) => void heard.push(message));
    expect(gaps).toBe(0);
    proxy.takeDown();
    await pubSub.publish(acmeCalls, 'lost');
    proxy.heal();
    await eventually(() => gaps === 1);
    await pubSub.publish(acmeCalls, 'heard');
    await eventually(() => heard.length > 0);
    expect(heard).toEqual(['heard']);
  });

  it('refuses a subscription while Redis is away, typed and at once', async () => {
    proxy.takeDown();
    await expect(pubSub.subscribe(acmeCalls, () => undefined)).rejects.toBeInstanceOf(
      StateUnavailable,
    );
    proxy.heal();
    const heard: unknown[] = [];
    await eventually(() => pubSub.subscribe(acmeCalls, (message) => void heard.push(message)));
    await pubSub.publish(acmeCalls, 1);
    await eventually(() => heard.length === 1);
  });
});
