import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { recordingLogger } from '#patchbay/state/testing';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Doorbell } from '../doorbell/doorbell.js';
import { defineJob, type JobDefinition, type JobPayload } from '../job/define-job.js';
import { type HandlesJob, type JobContext, JobHandler } from '../job/job-handler.js';
import { type Consumption, QueueLifecycle } from '../queue-lifecycle.js';
import { QUEUE_NAMES } from '../queue-names.js';
import { QueueModule } from '../queue.module.js';

/** A job as signalling has them: it may be rung many times for one call. */
export const drainJob = defineJob({
  name: 'calls.drain',
  version: 1,
  queue: 'signalling',
  schema: z.object({ callId: z.uuid() }),
  attempts: 3,
  backoff: { type: 'fixed', delayMs: 20 },
  dedupeKey: ({ callId }) => callId,
});

/** A job of another queue, without a dedupe key. */
export const deliverJob = defineJob({
  name: 'fanout.deliver',
  version: 1,
  queue: 'delivery',
  schema: z.object({ endpointId: z.uuid() }),
  attempts: 2,
  backoff: { type: 'exponential', delayMs: 10, maxDelayMs: 40 },
});

export type DrainPayload = JobPayload<typeof drainJob>;
type Work<Job extends JobDefinition> = HandlesJob<Job>['handle'];

/** Handles drainJob by whatever the test gives it, and keeps what it was given. */
@JobHandler(drainJob)
export class DrainHandler implements HandlesJob<typeof drainJob> {
  readonly begun: { readonly payload: DrainPayload; readonly context: JobContext }[] = [];

  constructor(private readonly work: Work<typeof drainJob> = () => Promise.resolve()) {}

  async handle(payload: DrainPayload, context: JobContext): Promise<void> {
    this.begun.push({ payload, context });
    await this.work(payload, context);
  }

  /** How often the handler began for the call. */
  timesFor(callId: string): number {
    return this.begun.filter(({ payload }) => payload.callId === callId).length;
  }
}

/** Handles deliverJob and does nothing. */
@JobHandler(deliverJob)
export class DeliverHandler implements HandlesJob<typeof deliverJob> {
  handle(): Promise<void> {
    return Promise.resolve();
  }
}

export interface TestProcess {
  readonly app: INestApplicationContext;
  readonly doorbell: Doorbell;
  readonly lifecycle: QueueLifecycle;
  readonly log: ReturnType<typeof recordingLogger>;
}

export interface TestProcessOptions {
  readonly redisUrl: string;
  readonly consume?: readonly Consumption[];
  readonly handlers?: readonly object[];
  readonly jobs?: readonly JobDefinition[];
}

/** Starts what a process of ours is to the queues: the module, handlers, and Nest's life around. */
export async function startProcess(options: TestProcessOptions): Promise<TestProcess> {
  const log = recordingLogger();
  class ProcessModule {
    readonly name = 'test';
  }
  Module({
    imports: [
      QueueModule.forRoot({
        redisUrl: options.redisUrl,
        logger: log.logger,
        jobs: options.jobs ?? [drainJob, deliverJob],
        queues: QUEUE_NAMES,
        consume: options.consume ?? [],
      }),
    ],
    providers: (options.handlers ?? []).map((handler, index) => ({
      provide: `handler-${index}`,
      useValue: handler,
    })),
  })(ProcessModule);
  const app = await NestFactory.createApplicationContext(ProcessModule, {
    logger: false,
    abortOnError: false,
  });
  return { app, doorbell: app.get(Doorbell), lifecycle: app.get(QueueLifecycle), log };
}

/** A ring for a call of its own. */
export function aRing(): { tenantId: string; callId: string; traceparent: null } {
  return { tenantId: randomUUID(), callId: randomUUID(), traceparent: null };
}

/** A promise to be resolved by the test. */
export function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
