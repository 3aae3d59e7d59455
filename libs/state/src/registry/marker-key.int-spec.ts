import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { StateConnection } from '../connection/state-connection.js';
import { openState, recordingLogger, RedisProxy } from '../testing/index.js';
import { MarkerKey } from './marker-key.js';

const REDIS_URL = process.env.REDIS_URL!;

let admin: StateConnection;
let proxy: RedisProxy;
let state: StateConnection;
let log: ReturnType<typeof recordingLogger>;
let markers: MarkerKey[];

beforeEach(async () => {
  admin = await openState(REDIS_URL);
  await flush();
  proxy = await RedisProxy.open(REDIS_URL);
  log = recordingLogger();
  state = await StateConnection.open({ url: proxy.url, logger: log.logger });
  markers = [];
});
afterEach(async () => {
  for (const marker of markers) await marker.close();
  await state.close();
  await proxy.close();
  await admin.close();
});

const flush = () => admin.run('test.flush', (redis) => redis.flushall());

function counter(): { readonly times: number; count: () => Promise<void> } {
  let times = 0;
  return {
    get times() {
      return times;
    },
    count: () => {
      times += 1;
      return Promise.resolve();
    },
  };
}

async function watch(onFlushed: () => Promise<void>): Promise<MarkerKey> {
  const marker = new MarkerKey({ state, logger: log.logger, onFlushed });
  markers.push(marker);
  await marker.watch();
  return marker;
}

describe('MarkerKey', () => {
  it('takes an empty Redis at first, and one that others marked, as intact', async () => {
    const flushes = counter();
    expect((await watch(flushes.count)).state).toBe('intact');
    expect((await watch(flushes.count)).state).toBe('intact');
    expect(flushes.times).toBe(0);
  });

  it('every process notices a flush once, whoever marks Redis again first', async () => {
    const flushes = [counter(), counter(), counter()];
    const all = await Promise.all(flushes.map(({ count }) => watch(count)));
    await flush();
    await eventually(() => flushes.every(({ times }) => times === 1), { within: 3000 });
    await Promise.all(all.map((marker) => marker.check()));
    expect(flushes.map(({ times }) => times)).toEqual([1, 1, 1]);
    expect(all.map((marker) => marker.state)).toEqual(['intact', 'intact', 'intact']);
  });

  it('is rebuilding until onFlushed is done', async () => {
    let finish!: () => void;
    const marker = await watch(() => new Promise((resolve) => (finish = resolve)));
    await flush();
    await eventually(() => marker.state === 'rebuilding', { within: 3000 });
    finish();
    await eventually(() => marker.state === 'intact');
  });

  it('repeats a rebuilding that failed', async () => {
    let tries = 0;
    const marker = await watch(() => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Error('the database is away')) : Promise.resolve();
    });
    await flush();
    await eventually(() => tries === 3 && marker.state === 'intact', { within: 4000 });
    expect(log.countOf('state.not_rebuilt')).toBe(2);
  });

  it('is away without Redis; an outage that lost nothing needs no rebuilding', async () => {
    const flushes = counter();
    const marker = await watch(flushes.count);
    proxy.takeDown();
    await eventually(() => marker.state === 'away', { within: 3000 });
    proxy.heal();
    await eventually(() => marker.state === 'intact', { within: 3000 });
    expect(flushes.times).toBe(0);
    expect(log.countOf('state.away')).toBe(1);
  });

  it('notices an outage out of which Redis came back empty', async () => {
    const flushes = counter();
    const marker = await watch(flushes.count);
    proxy.takeDown();
    await flush();
    await eventually(() => marker.state === 'away', { within: 3000 });
    proxy.heal();
    await eventually(() => flushes.times === 1 && marker.state === 'intact', { within: 3000 });
  });
});
