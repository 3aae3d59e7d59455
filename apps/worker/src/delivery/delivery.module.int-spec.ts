import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import {
  CreateEndpoint,
  DELIVERY_DOORBELL,
  type DeliveryDoorbell,
  FanoutModule,
  fanoutConfigSchema,
  fanoutJobs,
  recordMessage,
  CALL_READER,
  type WantedCall,
} from '#patchbay/fanout';
import { FanoutWorld, hang, WebhookSink } from '#patchbay/fanout/testing';
import {
  createLogger,
  KernelModule,
  loadConfig,
  processConfigSchema,
  type Secrets,
  SystemClock,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { QueueModule, queueConfigSchema } from '#patchbay/queue';
import { DeliveryModule } from './delivery.module.js';

const SDP = 'v=0 of ours';

/** Stands for the module of the calls, which alone may read SDP and identities. */
@Module({
  providers: [
    {
      provide: CALL_READER,
      useValue: {
        read: (_tx: unknown, calls: readonly WantedCall[]) =>
          Promise.resolve({
            consumers: new Map(),
            sdps: new Map(calls.map(({ callId, sdpKind }) => [`${callId} ${sdpKind}`, SDP])),
          }),
      },
    },
  ],
  exports: [CALL_READER],
})
class CallsStandIn {}

let world: FanoutWorld;
let sink: WebhookSink;
let worker: INestApplicationContext;
let acme: TenantContext;

async function startWorker(): Promise<INestApplicationContext> {
  const config = loadConfig(
    { process: processConfigSchema, database: databaseConfigSchema, queue: queueConfigSchema },
    { ...process.env, INTERNAL_TOKEN: 'test', DANGEROUS_EGRESS_ALLOW: '127.0.0.0/8' },
  );
  const logger = createLogger({ name: 'test', level: 'silent' });
  const clock = new SystemClock();
  const keyRing = { activeKek: 'k', keks: { k: randomBytes(32) } };
  const secrets = { keyRing } as unknown as Secrets;
  @Module({
    imports: [
      KernelModule.forRoot({ clock, logger, secrets, config: config.process }),
      await DatabaseModule.forRoot(config.database, clock, logger),
      QueueModule.forRoot({
        redisUrl: config.queue.REDIS_QUEUE_URL,
        logger,
        jobs: fanoutJobs,
        queues: ['delivery-live', 'delivery'],
        consume: [
          { queue: 'delivery-live', concurrency: 4 },
          { queue: 'delivery', concurrency: 4 },
        ],
      }),
      FanoutModule.forRoot(fanoutConfigSchema.parse({})),
      DeliveryModule.register({ imports: [CallsStandIn] }),
    ],
  })
  class WorkerRoot {}
  return NestFactory.createApplicationContext(WorkerRoot, { logger: false, abortOnError: false });
}

beforeAll(async () => {
  world = await FanoutWorld.open();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  sink = await WebhookSink.open();
  acme = await world.tenant();
  worker = await startWorker();
});
afterEach(async () => {
  await worker.close();
  await sink.close();
});

/** The keys of this worker seal the secret, so the endpoint is made by its own use case. */
async function endpoint(): Promise<void> {
  const outcome = await worker.get(CreateEndpoint).execute(acme, {
    url: sink.url(),
    eventTypes: ['call.connect', 'call.terminated'],
  });
  expect(outcome.kind).toBe('created');
}

function message(type: 'call.connect' | 'call.terminated', doorbell?: DeliveryDoorbell) {
  const clock = new SystemClock();
  const isLive = type === 'call.connect';
  return world.tenantDatabase.run(acme, (tx) =>
    recordMessage(
      tx,
      clock,
      {
        type,
        callId: uuidv7(clock),
        data: { direction: 'USER_INITIATED' },
        ...(isLive ? { sdpKind: 'TENANT_LOCAL', expiresAt: new Date(clock.nowMs() + 60_000) } : {}),
        occurredAt: clock.now(),
        traceparent: null,
        isLive,
      },
      doorbell,
    ),
  );
}

describe('the delivery role', () => {
  it('delivers what a doorbell announces, live and other, with the SDP of the call', async () => {
    await endpoint();
    const doorbell = worker.get<DeliveryDoorbell>(DELIVERY_DOORBELL);
    await message('call.connect', doorbell);
    await message('call.terminated', doorbell);
    await eventually(async () => (await world.due(acme)).length === 0);
    const bodies = sink.requests.map((request) => JSON.parse(request.body));
    const live = bodies.find((body) => body.type === 'call.connect');
    expect(live.data.sdp).toEqual({ type: 'offer', sdp: SDP });
    expect(bodies.map((body) => body.type).sort()).toEqual(['call.connect', 'call.terminated']);
  });

  it('finds what no doorbell announced', async () => {
    await endpoint();
    await message('call.terminated');
    await eventually(async () => (await world.due(acme)).length === 0);
    expect(sink.requests).toHaveLength(1);
  });

  it('closes within two seconds: the hanging delivery is ABORTED and stays due', async () => {
    await endpoint();
    sink.reply = hang;
    await message('call.terminated');
    await eventually(() => sink.requests.length === 1);
    const startedAt = performance.now();
    await worker.close();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(await world.attempts(acme)).toMatchObject([{ outcome: 'ABORTED', status_code: null }]);
    expect(await world.due(acme)).toMatchObject([{ attempts: 0, lease_until: null }]);
  });
});
