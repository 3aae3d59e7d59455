import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { RedisProxy } from '#patchbay/state/testing';
import Bull from 'bull';
import { QUEUE_NAMES } from '../queue-names.js';
import {
  aRing,
  drainJob,
  DeliverHandler,
  DrainHandler,
  gate,
  startProcess,
  type TestProcess,
} from '../testing/start-process.js';

const REDIS_URL = process.env.REDIS_URL!;
const ALL_QUEUES = QUEUE_NAMES.map((queue) => ({ queue, concurrency: 4 }));

let queue: Bull.Queue;
let proxy: RedisProxy;
let started: TestProcess[];

beforeEach(async () => {
  queue = new Bull('signalling', REDIS_URL);
  await queue.client.flushall();
  proxy = await RedisProxy.open(REDIS_URL);
  started = [];
});
afterEach(async () => {
  for (const { app } of started) await app.close();
  await proxy.close();
  await queue.close();
});

async function workers(handler: DrainHandler, redisUrl = proxy.url): Promise<TestProcess> {
  const worker = await startProcess({
    redisUrl,
    consume: ALL_QUEUES,
    handlers: [handler, new DeliverHandler()],
  });
  started.push(worker);
  return worker;
}

async function msToClose({ app }: TestProcess): Promise<number> {
  const startedAt = performance.now();
  await app.close();
  return performance.now() - startedAt;
}

/** Rings from outside until the handler has begun: what Redis forgot is not waited for. */
async function newJobIsTaken(handler: DrainHandler): Promise<void> {
  const ringer = await startProcess({ redisUrl: REDIS_URL });
  started.push(ringer);
  const ring = aRing();
  expect(await ringer.doorbell.ring(drainJob, ring)).toBe('rung');
  await eventually(() => handler.timesFor(ring.callId) === 1);
}

describe('closing', () => {
  it('takes no time when idle, and leaves no connection', async () => {
    const worker = await workers(new DrainHandler());
    await eventually(async () => (await queue.getWorkers()).length > 0);
    expect(await msToClose(worker)).toBeLessThan(500);
    expect(proxy.connections).toBe(0);
  });

  it('lets a running job finish, tells it to hurry, and records that it is done', async () => {
    const handler = new DrainHandler(
      (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => setTimeout(resolve, 100));
        }),
    );
    const worker = await workers(handler);
    await worker.doorbell.ring(drainJob, aRing());
    await eventually(() => handler.begun.length === 1);
    expect(await msToClose(worker)).toBeLessThan(1000);
    expect(await queue.getJobCounts()).toMatchObject({ completed: 1, active: 0 });
  });

  it('records that a running job failed, so that another worker tries it again', async () => {
    const handler = new DrainHandler(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
    );
    const worker = await workers(handler);
    await worker.doorbell.ring(drainJob, aRing());
    await eventually(() => handler.begun.length === 1);
    await worker.app.close();
    const successor = new DrainHandler();
    await workers(successor);
    await eventually(() => successor.begun.length === 1);
    expect(successor.begun[0]?.context.attempt).toBe(2);
  });

  it('ends within two seconds under a job that never does; another worker has it at once', async () => {
    const never = gate();
    const handler = new DrainHandler(() => never.opened);
    const worker = await workers(handler);
    const ring = aRing();
    await worker.doorbell.ring(drainJob, ring);
    await eventually(() => handler.begun.length === 1);
    expect(await msToClose(worker)).toBeLessThan(2000);
    expect(worker.log.countOf('job.abandoned')).toBe(1);
    const successor = new DrainHandler();
    await workers(successor);
    await eventually(() => successor.timesFor(ring.callId) === 1, { within: 1000 });
    expect(successor.begun[0]?.context.attempt).toBe(1);
    never.open();
  });

  it('ends within two seconds while Redis is down, and while it is silent', async () => {
    const cut = await workers(new DrainHandler());
    proxy.takeDown();
    await eventually(() => !cut.doorbell.isReachable);
    expect(await msToClose(cut)).toBeLessThan(2000);
    proxy.heal();
    const hushed = await workers(new DrainHandler());
    proxy.hush();
    expect(await msToClose(hushed)).toBeLessThan(2000);
  });
});

describe('after Redis was emptied', () => {
  it('idle workers take new jobs', async () => {
    const handler = new DrainHandler();
    await workers(handler);
    for (let round = 0; round < 3; round += 1) {
      await queue.client.flushall();
      await newJobIsTaken(handler);
    }
  });

  it('workers that were busy take new jobs, and what they did then stays done', async () => {
    const work = gate();
    const handler = new DrainHandler(() => work.opened);
    const worker = await workers(handler);
    const rings = Array.from({ length: 4 }, aRing);
    for (const ring of rings) await worker.doorbell.ring(drainJob, ring);
    await eventually(() => handler.begun.length === 4);
    await queue.client.flushall();
    work.open();
    await newJobIsTaken(handler);
    for (const ring of rings) expect(handler.timesFor(ring.callId)).toBe(1);
    expect(worker.log.countOf('job.failed')).toBe(0);
  });

  it('by a restart, workers come back, and failed attempts are tried again', async () => {
    const handler = new DrainHandler((_, { attempt }) =>
      attempt === 1 ? Promise.reject(new Error('once')) : Promise.resolve(),
    );
    const worker = await workers(handler);
    proxy.takeDown();
    await queue.client.flushall();
    await queue.client.script('FLUSH');
    await eventually(() => !worker.doorbell.isReachable);
    proxy.heal();
    const ring = aRing();
    await eventually(async () => (await worker.doorbell.ring(drainJob, ring)) !== 'lost');
    await eventually(() => handler.timesFor(ring.callId) === 2);
  });

  it('logs an outage once per connection, not once per queue and attempt', async () => {
    const worker = await workers(new DrainHandler());
    proxy.takeDown();
    await eventually(() => proxy.refused > 20);
    proxy.heal();
    await eventually(() => worker.doorbell.isReachable);
    const names = worker.log.lines
      .filter((line) => line.msg === 'redis.lost')
      .map((line) => line.connection);
    expect(names).toHaveLength(new Set(names).size);
    expect(worker.log.countOf('queue.error')).toBe(0);
  });
});

describe('starting', () => {
  it('without Redis succeeds, and takes jobs when Redis comes', async () => {
    proxy.takeDown();
    const handler = new DrainHandler();
    const worker = await workers(handler);
    expect(worker.log.countOf('queue.waits_for_redis')).toBe(1);
    proxy.heal();
    await newJobIsTaken(handler);
  });

  it('and closing at once harms nothing', async () => {
    for (let round = 0; round < 5; round += 1) {
      const worker = await workers(new DrainHandler());
      expect(await msToClose(worker)).toBeLessThan(500);
    }
  });

  it('shows its workers to Bull’s own tools', async () => {
    await workers(new DrainHandler());
    await eventually(async () => (await queue.getWorkers()).length === 1);
  });
});
