import { type DynamicModule, Module } from '@nestjs/common';
import { callsJobs, CallsModule, type CallsOptions } from '#patchbay/calls';
import { type StorageConfig, StorageModule } from '#patchbay/storage';
import { type FanoutConfig, fanoutJobs, FanoutModule } from '#patchbay/fanout';
import { inboxJobs } from '#patchbay/inbox';
import { KernelModule, type KernelParts } from '#patchbay/kernel';
import { type Consumption, QUEUE_NAMES, QueueModule } from '#patchbay/queue';
import { BatchModule } from './batch/batch.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { SignallingModule } from './signalling/signalling.module.js';
import { WORKER_CONFIG, type WorkerConfig, type WorkerRole } from './worker.config.js';

export interface WorkerParts {
  readonly kernel: KernelParts;
  readonly database: DynamicModule;
  readonly worker: WorkerConfig;
  readonly fanout: FanoutConfig;
  readonly calls: CallsOptions;
  readonly storage: StorageConfig;
  readonly queueUrl: string;
}

const DELIVERY_JOBS = 8;
const INBOX_JOBS = 4;

function consumptionOf({ WORKER_ROLES, SIGNALLING_CONCURRENCY }: WorkerConfig): Consumption[] {
  const byRole: Record<WorkerRole, Consumption[]> = {
    signalling: [{ queue: 'signalling', concurrency: SIGNALLING_CONCURRENCY }],
    delivery: [
      { queue: 'delivery-live', concurrency: DELIVERY_JOBS },
      { queue: 'delivery', concurrency: DELIVERY_JOBS },
    ],
    batch: [{ queue: 'inbox', concurrency: INBOX_JOBS }],
  };
  return WORKER_ROLES.flatMap((role) => byRole[role]);
}

/** The worker process, playing the roles it was told to. */
@Module({})
export class WorkerModule {
  static forRoot(parts: WorkerParts): DynamicModule {
    const { kernel, database, worker, fanout, calls, storage, queueUrl } = parts;
    const byRole = {
      signalling: SignallingModule,
      delivery: DeliveryModule.register({ imports: [] }),
      batch: BatchModule.forRoot(calls.graph, worker),
    };
    const config = [{ provide: WORKER_CONFIG, useValue: worker }];
    return {
      module: WorkerModule,
      global: true,
      imports: [
        KernelModule.forRoot(kernel),
        database,
        QueueModule.forRoot({
          redisUrl: queueUrl,
          logger: kernel.logger,
          jobs: [...callsJobs, ...fanoutJobs, ...inboxJobs],
          queues: [...QUEUE_NAMES],
          consume: consumptionOf(worker),
        }),
        StorageModule.forRoot(storage),
        FanoutModule.forRoot(fanout),
        CallsModule.forRoot(calls),
        ...worker.WORKER_ROLES.map((role) => byRole[role]),
      ],
      providers: config,
      exports: config,
    };
  }
}
