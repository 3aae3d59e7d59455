import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { StateConnection } from '../connection/state-connection.js';
import { StateUnavailable } from '../connection/state-unavailable.js';
import { openState, recordingLogger, RedisProxy } from '../testing/index.js';
import { type Announcement, type NodeRecord, NodeRegistry } from './node-registry.js';

const REDIS_URL = process.env.REDIS_URL!;
const node: NodeRecord = {
  nodeId: 'm1',
  bootId: 'boot-1',
  url: 'http://127.0.0.1:4100',
  region: 'local',
  load: 0,
  capacity: 50,
};

let admin: StateConnection;
let proxy: RedisProxy;
let state: StateConnection;
let log: ReturnType<typeof recordingLogger>;
let registry: NodeRegistry;
let announcements: Announcement[];

beforeEach(async () => {
  admin = await openState(REDIS_URL);
  await admin.run('test.flush', (redis) => redis.flushall());
  proxy = await RedisProxy.open(REDIS_URL);
  log = recordingLogger();
  state = await StateConnection.open({ url: proxy.url, logger: log.logger });
  registry = new NodeRegistry(state, log.logger);
  announcements = [];
});
afterEach(async () => {
  for (const announcement of announcements) await announcement.withdraw();
  await state.close();
  await proxy.close();
  await admin.close();
});

function announce(describe: () => NodeRecord): Announcement {
  const announcement = registry.announce('media', describe);
  announcements.push(announcement);
  return announcement;
}

const flush = () => admin.run('test.flush', (redis) => redis.flushall());
const listed = () => new NodeRegistry(admin, log.logger).list('media');

describe('NodeRegistry', () => {
  it('lists and gets who announced, and no other kind', async () => {
    announce(() => node);
    await eventually(async () => (await listed()).length === 1);
    expect(await registry.list('media')).toEqual([node]);
    expect(await registry.get('media', 'm1')).toEqual(node);
    expect(await registry.get('media', 'm2')).toBeUndefined();
    expect(await registry.list('sip')).toEqual([]);
  });

  it('says what is true now: the record is asked for at every heartbeat', async () => {
    let load = 0;
    const announcement = announce(() => ({ ...node, load: load++ }));
    await eventually(async () => (await listed())[0]?.load === 2, { within: 4000 });
    load = 40;
    await announcement.refresh();
    expect((await listed())[0]?.load).toBe(40);
  });

  it('forgets a node three seconds after its last word', async () => {
    announce(() => node);
    await eventually(async () => (await listed()).length === 1);
    // The node's connection is gone for good, its process is not.
    proxy.takeDown();
    await eventually(async () => (await listed()).length === 0, { within: 5000 });
    expect(await admin.run('t', (redis) => redis.scard('media-nodes'))).toBe(0);
    expect(log.countOf('registry.not_announced')).toBe(1);
  });

  it('has the node back within about a second after a flush', async () => {
    announce(() => node);
    await eventually(async () => (await listed()).length === 1);
    await flush();
    await eventually(async () => (await listed()).length === 1, { within: 1500 });
  });

  it('announces as soon as Redis is back, not only at the next heartbeat', async () => {
    proxy.takeDown();
    await eventually(() => !state.isReady);
    announce(() => node);
    proxy.heal();
    await eventually(async () => (await listed()).length === 1, { within: 1500 });
  });

  it('withdraws at once, and a late withdrawal does not remove the successor', async () => {
    const old = announce(() => node);
    await eventually(async () => (await listed()).length === 1);
    const successor = { ...node, bootId: 'boot-2' };
    await registry.announce('media', () => successor).withdraw();
    const alive = announce(() => successor);
    await alive.refresh();
    await old.withdraw();
    expect(await listed()).toEqual([successor]);
    await alive.withdraw();
    expect(await listed()).toEqual([]);
  });

  it('leaves out a record that it cannot read', async () => {
    announce(() => node);
    await eventually(async () => (await listed()).length === 1);
    await admin.run('t', (redis) =>
      redis.multi().sadd('media-nodes', 'odd').set('media-node:odd', '{"nodeId":"odd"}').exec(),
    );
    expect(await listed()).toEqual([node]);
    expect(log.countOf('registry.unreadable_record')).toBe(1);
  });

  it('throws typed when asked while Redis is away', async () => {
    proxy.takeDown();
    await expect(registry.list('media')).rejects.toBeInstanceOf(StateUnavailable);
    await expect(registry.get('media', 'm1')).rejects.toBeInstanceOf(StateUnavailable);
  });
});
