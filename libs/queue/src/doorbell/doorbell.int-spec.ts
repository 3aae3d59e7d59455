import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { RedisProxy } from '#patchbay/state/testing';
import Bull from 'bull';
import { defineJob } from '../job/define-job.js';
import { aRing, drainJob, startProcess, type TestProcess } from '../testing/start-process.js';
import { RING_LIMIT_MS } from './doorbell.js';

const REDIS_URL = process.env.REDIS_URL!;

let queue: Bull.Queue;
let proxy: RedisProxy;
let ringer: TestProcess;

beforeEach(async () => {
  queue = new Bull('signalling', REDIS_URL);
  await queue.client.flushall();
  proxy = await RedisProxy.open(REDIS_URL);
  ringer = await startProcess({ redisUrl: proxy.url });
});
afterEach(async () => {
  await ringer.app.close();
  await proxy.close();
  await queue.close();
});

const ring = () => ringer.doorbell.ring(drainJob, aRing());

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const startedAt = performance.now();
  const value = await work();
  return { value, ms: performance.now() - startedAt };
}

describe('the doorbell', () => {
  it('of a process that only rings opens one connection and takes no job', async () => {
    expect(await ring()).toBe('rung');
    expect(proxy.connections).toBe(1);
    const counts = await queue.getJobCounts();
    expect(counts).toMatchObject({ waiting: 1, active: 0 });
  });

  it('loses rings at once while Redis is down, warns once, and rings again afterwards', async () => {
    proxy.takeDown();
    await eventually(() => !ringer.doorbell.isReachable);
    for (let i = 0; i < 5; i += 1) {
      const { value, ms } = await timed(ring);
      expect(value).toBe('lost');
      expect(ms).toBeLessThan(20);
    }
    proxy.heal();
    await eventually(async () => (await ring()) === 'rung');
    expect(ringer.log.countOf('doorbell.lost')).toBe(1);
    proxy.takeDown();
    await ring();
    expect(ringer.log.countOf('doorbell.lost')).toBe(2);
    const lines = ringer.log.lines.filter((line) => line.msg === 'doorbell.lost');
    expect(lines.every((line) => line.level === 'warn')).toBe(true);
  });

  it('keeps one caller for 100 ms when Redis went silent, and the others not at all', async () => {
    proxy.hush();
    const first = await timed(ring);
    expect(first.value).toBe('lost');
    expect(first.ms).toBeLessThan(RING_LIMIT_MS + 50);
    const others = await timed(() => Promise.all([ring(), ring(), ring()]));
    expect(others.value).toEqual(['lost', 'lost', 'lost']);
    expect(others.ms).toBeLessThan(20);
    proxy.heal();
    await eventually(async () => (await ring()) === 'rung');
  });

  it('survives that its connection is cut under a ring', async () => {
    const ringing = ring();
    proxy.cut();
    expect(['rung', 'lost']).toContain(await ringing);
    await eventually(async () => (await ring()) === 'rung');
  });

  it('rings a Redis that was emptied and that forgot its scripts', async () => {
    await ring();
    await queue.client.flushall();
    await queue.client.script('FLUSH');
    expect(await ring()).toBe('rung');
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 1 });
  });

  it('rings for many at once, also a Redis that forgot its scripts', async () => {
    const { doorbell } = ringer;
    expect(await doorbell.ringAll(drainJob, [])).toEqual([]);
    await queue.client.flushall();
    await queue.client.script('FLUSH');
    expect(await doorbell.ringAll(drainJob, [aRing(), aRing(), aRing()])).toEqual([
      'rung',
      'rung',
      'rung',
    ]);
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 3 });
    proxy.takeDown();
    await eventually(() => !doorbell.isReachable);
    expect(await doorbell.ringAll(drainJob, [aRing(), aRing()])).toEqual(['lost', 'lost']);
  });

  it('refuses a job that the process does not list, and a payload that is not the job’s', async () => {
    const stranger = defineJob({ ...drainJob, name: 'calls.stranger' });
    await expect(ringer.doorbell.ring(stranger, aRing())).rejects.toThrow(
      'job calls.stranger v1 cannot be rung: add it to `jobs`',
    );
    await expect(ringer.doorbell.ring(drainJob, { ...aRing(), callId: '7' })).rejects.toThrow(
      'callId (invalid_format)',
    );
  });

  it('loses a ring after it was closed, and closes twice', async () => {
    await ringer.lifecycle.close();
    await ringer.lifecycle.close();
    expect(await ring()).toBe('lost');
    expect(proxy.connections).toBe(0);
  });
});
