import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newTraceparent, traceIdOf } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import Bull from 'bull';
import { RetryLater, Unrecoverable } from '../job/job-errors.js';
import {
  aRing,
  drainJob,
  DrainHandler,
  gate,
  startProcess,
  type TestProcess,
} from '../testing/start-process.js';

const REDIS_URL = process.env.REDIS_URL!;

let queue: Bull.Queue;
let started: TestProcess[];

beforeEach(async () => {
  queue = new Bull('signalling', REDIS_URL);
  await queue.client.flushall();
  started = [];
});
afterEach(async () => {
  for (const { app } of started) await app.close();
  await queue.close();
});

async function workers(handler: DrainHandler, concurrency = 4): Promise<TestProcess> {
  const worker = await startProcess({
    redisUrl: REDIS_URL,
    consume: [{ queue: 'signalling', concurrency }],
    handlers: [handler],
  });
  started.push(worker);
  return worker;
}

const failed = async () => queue.getFailed();
const completed = async () => (await queue.getJobCounts()).completed;

describe('a job', () => {
  it('reaches its handler with ids, tenant, deadline and the trace of whoever rang', async () => {
    const handler = new DrainHandler();
    const { doorbell, log } = await workers(handler);
    const ring = {
      ...aRing(),
      traceparent: newTraceparent(),
      deadlineAt: new Date('2026-11-21T12:00:30.000Z'),
    };
    expect(await doorbell.ring(drainJob, ring)).toBe('rung');
    const { payload, context } = await eventually(() => handler.begun[0]);
    expect(payload).toEqual({ ...ring, v: 1 });
    expect(context.attempt).toBe(1);
    expect(traceIdOf(context.traceparent)).toBe(traceIdOf(ring.traceparent));
    expect(context.traceparent).not.toBe(ring.traceparent);
    context.logger.info('call.drained');
    expect(log.lines.at(-1)).toMatchObject({
      msg: 'call.drained',
      job: 'calls.drain',
      queue: 'signalling',
      jobId: context.jobId,
      tenantId: ring.tenantId,
      traceId: traceIdOf(ring.traceparent),
    });
    await eventually(async () => (await completed()) === 1);
  });

  it('is tried again after an error, by its own backoff, and then is done', async () => {
    const handler = new DrainHandler((_, { attempt }) =>
      attempt < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve(),
    );
    const { doorbell, log } = await workers(handler);
    await doorbell.ring(drainJob, aRing());
    await eventually(async () => (await completed()) === 1);
    expect(handler.begun.map(({ context }) => context.attempt)).toEqual([1, 2, 3]);
    expect(log.countOf('job.will_retry')).toBe(2);
    expect(log.countOf('job.failed')).toBe(0);
  });

  it('fails when its attempts are used up, is kept, and says so as an error', async () => {
    const { doorbell, log } = await workers(
      new DrainHandler(() => Promise.reject(new Error('the peer said Bearer abc.def'))),
    );
    await doorbell.ring(drainJob, aRing());
    const [job] = await eventually(async () =>
      (await failed()).length > 0 ? failed() : undefined,
    );
    expect(job?.attemptsMade).toBe(3);
    expect(log.lines.find((line) => line.msg === 'job.failed')).toMatchObject({
      level: 'error',
      attempt: 3,
    });
  });

  it('leaves no secret of an error text in Redis', async () => {
    const { doorbell } = await workers(
      new DrainHandler(() =>
        Promise.reject(new Unrecoverable('refused: Bearer abc.def for +254700000001')),
      ),
    );
    await doorbell.ring(drainJob, aRing());
    const [job] = await eventually(async () =>
      (await failed()).length > 0 ? failed() : undefined,
    );
    const kept = JSON.stringify(job);
    expect(job?.failedReason).toContain('refused: [redacted]');
    expect(kept).not.toContain('abc.def');
    expect(kept).not.toContain('254700000001');
  });

  it('that is Unrecoverable fails at once and is kept', async () => {
    const handler = new DrainHandler(() => Promise.reject(new Unrecoverable('no such call')));
    const { doorbell } = await workers(handler);
    await doorbell.ring(drainJob, aRing());
    const [job] = await eventually(async () =>
      (await failed()).length > 0 ? failed() : undefined,
    );
    expect(job?.failedReason).toBe('no such call');
    expect(handler.begun).toHaveLength(1);
  });

  it('that asks to be called later is, and uses up no attempt', async () => {
    let calls = 0;
    const handler = new DrainHandler(() => {
      calls += 1;
      return calls <= 5 ? Promise.reject(new RetryLater(15)) : Promise.resolve();
    });
    const { doorbell, log } = await workers(handler);
    await doorbell.ring(drainJob, aRing());
    await eventually(async () => (await completed()) === 1);
    expect(handler.begun.map(({ context }) => context.attempt)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(log.countOf('job.will_retry') + log.countOf('job.failed')).toBe(0);
  });
});

describe('an envelope that is not right', () => {
  const { tenantId, callId } = aRing();
  const good = { v: 1, tenantId, callId, traceparent: newTraceparent() };

  it.each([
    ['without a tenant', 'calls.drain', { ...good, tenantId: undefined }],
    ['of an unknown version', 'calls.drain', { ...good, v: 9 }],
    ['of an unknown job', 'calls.unheard', good],
    ['of a job of another queue', 'fanout.deliver', { ...good, endpointId: callId }],
    ['with more than ids', 'calls.drain', { ...good, sdp: 'v=0' }],
  ])('%s fails at once, is kept, and reaches no handler', async (_, name, data) => {
    const handler = new DrainHandler();
    await workers(handler);
    await queue.add(name, data, { attempts: 5, backoff: 10 });
    const [job] = await eventually(async () =>
      (await failed()).length > 0 ? failed() : undefined,
    );
    expect(job?.attemptsMade).toBe(1);
    expect(handler.begun).toEqual([]);
  });
});

describe('ringing twice for one call', () => {
  it('adds one job while nobody has begun, and another once somebody has', async () => {
    const { doorbell } = await startProcess({ redisUrl: REDIS_URL }).then((p) => {
      started.push(p);
      return p;
    });
    const ring = aRing();
    expect(await doorbell.ring(drainJob, ring)).toBe('rung');
    expect(await doorbell.ring(drainJob, ring)).toBe('already_rung');
    expect(await doorbell.ring(drainJob, { ...ring, tenantId: aRing().tenantId })).toBe('rung');
    const work = gate();
    const handler = new DrainHandler(() => work.opened);
    await workers(handler);
    await eventually(() => handler.begun.length === 2);
    // Somebody works for the call, and may have read already: this ring must not be swallowed.
    expect(await doorbell.ring(drainJob, ring)).toBe('rung');
    work.open();
    await eventually(() => handler.timesFor(ring.callId) === 3);
  });
});

describe('jobs that are done', () => {
  it('are kept by count, so that Redis does not grow', async () => {
    const { doorbell } = await workers(new DrainHandler(), 16);
    for (let i = 0; i < 250; i += 1) await doorbell.ring(drainJob, aRing());
    await eventually(async () => {
      const { waiting, active } = await queue.getJobCounts();
      return waiting + active === 0;
    });
    expect(await completed()).toBeLessThanOrEqual(200);
    const keys = await queue.client.keys('bull:signalling:*');
    expect(keys.length).toBeLessThan(220);
  });
});
