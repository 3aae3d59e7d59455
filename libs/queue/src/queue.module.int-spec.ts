import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Scope } from '@nestjs/common';
import { getQueueOptionsToken } from '@nestjs/bull';
import { Test } from '@nestjs/testing';
import { eventually } from '#patchbay/kernel/testing';
import { recordingLogger, RedisProxy } from '#patchbay/state/testing';
import { Redis } from 'ioredis';
import { bullSettings } from './catalogue/bull-settings.js';
import { type HandlesJob, JobHandler } from './job/job-handler.js';
import { QUEUE_NAMES } from './queue-names.js';
import { QueueModule, type QueueModuleOptions } from './queue.module.js';
import { DeliverHandler, deliverJob, DrainHandler, drainJob } from './testing/start-process.js';

const REDIS_URL = process.env.REDIS_URL!;

let proxy: RedisProxy;
let client: Redis;
beforeEach(async () => {
  proxy = await RedisProxy.open(REDIS_URL);
  client = new Redis(proxy.url);
  await client.ping();
});
afterEach(async () => {
  client.disconnect();
  // Whatever was refused has also closed what it had opened.
  await eventually(() => proxy.connections === 0);
  await proxy.close();
});

const options = (): QueueModuleOptions => ({
  redisUrl: proxy.url,
  logger: recordingLogger().logger,
  jobs: [drainJob, deliverJob],
  queues: QUEUE_NAMES,
  consume: [
    { queue: 'signalling', concurrency: 2 },
    { queue: 'delivery', concurrency: 2 },
  ],
});

type Providers = NonNullable<Parameters<typeof Test.createTestingModule>[0]['providers']>;

async function start(providers: Providers, bullOptions?: object): Promise<void> {
  const builder = Test.createTestingModule({
    imports: [QueueModule.forRoot(options())],
    providers,
  });
  if (bullOptions !== undefined) {
    builder.overrideProvider(getQueueOptionsToken('signalling')).useValue(bullOptions);
  }
  const module = await builder.compile();
  await module.init();
  await module.close();
}

const drainHandler = { provide: DrainHandler, useFactory: () => new DrainHandler() };

@JobHandler(drainJob)
class SecondDrainHandler implements HandlesJob<typeof drainJob> {
  handle(): Promise<void> {
    return Promise.resolve();
  }
}

@Injectable({ scope: Scope.REQUEST })
@JobHandler(drainJob)
class DrainHandlerPerRequest extends SecondDrainHandler {}

describe('a process', () => {
  it('starts when each job of its queues has one handler, given as class, value or factory', async () => {
    await expect(start([drainHandler, DeliverHandler])).resolves.toBeUndefined();
    await expect(
      start([SecondDrainHandler, { provide: 'x', useValue: new DeliverHandler() }]),
    ).resolves.toBeUndefined();
  });

  it('refuses to start when a job has no handler', async () => {
    await expect(start([drainHandler])).rejects.toThrow('job fanout.deliver v1 has no handler');
  });

  it('refuses to start when a job has two handlers', async () => {
    await expect(start([drainHandler, SecondDrainHandler, DeliverHandler])).rejects.toThrow(
      'job calls.drain v1 has 2 handlers (DrainHandler and SecondDrainHandler)',
    );
  });

  it('refuses to start with a handler per request', async () => {
    await expect(start([DrainHandlerPerRequest, DeliverHandler])).rejects.toThrow('request-scoped');
  });

  it('refuses to start when a queue was made with other settings', async () => {
    const settings = {
      lockDuration: 30_000,
      stalledInterval: 2000,
      maxStalledCount: 1,
      retryProcessDelay: 200,
    };
    const refusal = start([drainHandler, DeliverHandler], {
      settings,
      createClient: () => client,
    });
    await expect(refusal).rejects.toThrow(
      /lockDuration is 30000 and must be 5000[^]*maxStalledCount is 1 and must be 20/,
    );
  });

  it('refuses priorities', async () => {
    const refusal = start([drainHandler, DeliverHandler], {
      settings: bullSettings,
      createClient: () => client,
      defaultJobOptions: { priority: 1 },
    });
    await expect(refusal).rejects.toThrow("queue 'signalling' gives its jobs a priority");
  });

  it.each([
    [{ consume: [{ queue: 'signalling', concurrency: 0 }] }, 'concurrency must be 1, 2, 3'],
    [
      { consume: [{ queue: 'batch', concurrency: 1 }], queues: ['signalling', 'delivery'] },
      "'batch' is consumed but not in",
    ],
    [
      { consume: [1, 2].map((concurrency) => ({ queue: 'batch', concurrency })) },
      "'batch' is consumed twice",
    ],
  ])('refuses %j', (change, problem) => {
    expect(() =>
      QueueModule.forRoot({ ...options(), ...(change as Partial<QueueModuleOptions>) }),
    ).toThrow(problem);
  });
});
