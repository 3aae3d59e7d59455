import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Logger } from '#patchbay/kernel';
import { bullSettings } from './catalogue/bull-settings.js';
import { refuseProblems } from './catalogue/catalogue-error.js';
import { JobCatalogue } from './catalogue/job-catalogue.js';
import { BullConnections, type BullRole } from './connections/bull-connections.js';
import { Doorbell } from './doorbell/doorbell.js';
import type { JobDefinition } from './job/define-job.js';
import {
  type Consumption,
  QUEUE_PARTS,
  QueueLifecycle,
  type QueueParts,
} from './queue-lifecycle.js';
import type { QueueName } from './queue-names.js';
import { JobRunner } from './worker/job-runner.js';
import { QueueWorkers } from './worker/queue-workers.js';

/** What a process has to do with the queues. */
export interface QueueModuleOptions {
  readonly redisUrl: string;
  readonly logger: Logger;
  /** Every job that this process rings or handles. */
  readonly jobs: readonly JobDefinition[];
  /** The queues this process may ring. */
  readonly queues: readonly QueueName[];
  /** The queues this process works for; none in a process that only rings. */
  readonly consume: readonly Consumption[];
}

/**
 * The doorbell, and the workers of the queues that this process consumes. Import it once, in a
 * process's root module. The process refuses to start when the job catalogue is not right.
 */
@Global()
@Module({})
export class QueueModule {
  static forRoot(options: QueueModuleOptions): DynamicModule {
    const { redisUrl, logger, jobs, queues, consume } = options;
    const catalogue = new JobCatalogue(jobs, queues);
    refuseProblems(consume.flatMap((consumption) => problemsOf(consumption, options)));
    const connections = new BullConnections(redisUrl, logger);
    const runner = new JobRunner(catalogue, logger);
    const workers = new QueueWorkers(connections, runner, logger);
    const parts: QueueParts = { consume, catalogue, runner, workers };
    return {
      module: QueueModule,
      imports: [DiscoveryModule, ...bullModules(consume, connections)],
      providers: [
        { provide: QUEUE_PARTS, useValue: parts },
        {
          provide: Doorbell,
          useFactory: () => new Doorbell({ redisUrl, logger, queues, catalogue }),
        },
        QueueLifecycle,
      ],
      exports: [Doorbell, QueueLifecycle],
    };
  }
}

/** One call for all queues: Nest closes modules one after another, and each call makes a module. */
function bullModules(
  consume: readonly Consumption[],
  connections: BullConnections,
): DynamicModule[] {
  if (consume.length === 0) return [];
  return [
    BullModule.registerQueue(
      ...consume.map(({ queue }) => ({
        name: queue,
        settings: bullSettings,
        createClient: (role: BullRole) => connections.for(queue, role),
      })),
    ),
  ];
}

function problemsOf(
  { queue, concurrency }: Consumption,
  { queues, consume }: QueueModuleOptions,
): string[] {
  const problems: string[] = [];
  if (!queues.includes(queue)) {
    problems.push(`the queue '${queue}' is consumed but not in \`queues\`: add it there`);
  }
  if (consume.filter((other) => other.queue === queue).length > 1) {
    problems.push(`the queue '${queue}' is consumed twice: give it one concurrency`);
  }
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    problems.push(`the queue '${queue}': concurrency must be 1, 2, 3 …, not ${concurrency}`);
  }
  return problems;
}
