import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { CatalogueError } from './catalogue/catalogue-error.js';
import type { FoundHandler, JobCatalogue } from './catalogue/job-catalogue.js';
import { Doorbell } from './doorbell/doorbell.js';
import { type JobDefinition, titleOf } from './job/define-job.js';
import { type HandlesJob, jobHandledBy } from './job/job-handler.js';
import type { QueueName } from './queue-names.js';
import type { JobRunner } from './worker/job-runner.js';
import type { QueueWorkers } from './worker/queue-workers.js';

/** Which queue this process takes jobs from, and how many of its jobs at once. */
export interface Consumption {
  readonly queue: QueueName;
  readonly concurrency: number;
}

/** What the module made before Nest made anything. */
export interface QueueParts {
  readonly consume: readonly Consumption[];
  readonly catalogue: JobCatalogue;
  readonly runner: JobRunner;
  readonly workers: QueueWorkers;
}

/** Where QueueParts are provided. */
export const QUEUE_PARTS = Symbol('patchbay:queue-parts');

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/**
 * Ties the queues to the life of the process: the catalogue is checked before anything runs, jobs
 * are taken when the whole process is up, and closing comes first of all. A process may also call
 * `close` itself, before it closes what its handlers need.
 */
@Injectable()
export class QueueLifecycle implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(QUEUE_PARTS) private readonly parts: QueueParts,
    private readonly doorbell: Doorbell,
    private readonly discovery: DiscoveryService,
    private readonly moduleRef: ModuleRef,
  ) {}

  async onModuleInit(): Promise<void> {
    const { consume, catalogue, runner, workers } = this.parts;
    try {
      const consumed = consume.map(({ queue }) => queue);
      runner.use(catalogue.bind(consumed, this.#findHandlers()));
      workers.adopt(
        consume.map(({ queue, concurrency }) => ({
          queue: this.moduleRef.get<Queue>(getQueueToken(queue), { strict: false }),
          concurrency,
        })),
      );
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all([this.doorbell.waitUntilReachable(), this.parts.workers.start()]);
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  /** Ends the workers first: what they still finish may ring. Safe to call twice. */
  async close(): Promise<void> {
    await this.parts.workers.close();
    await this.doorbell.close();
  }

  #findHandlers(): FoundHandler[] {
    return this.discovery.getProviders().flatMap((wrapper) => {
      const type = classOf(wrapper);
      const job = type === undefined ? undefined : jobHandledBy(type);
      if (type === undefined || job === undefined) return [];
      if (!wrapper.isDependencyTreeStatic()) throw requestScoped(type.name, job);
      const instance = wrapper.instance as HandlesJob<JobDefinition>;
      return [{ job, className: type.name, instance }];
    });
  }
}

/** The class of a provider, be it given as class, value or factory. */
function classOf(wrapper: Wrapper): { name: string } | undefined {
  const isClass = wrapper.metatype !== null && !wrapper.inject;
  const type: unknown = isClass
    ? wrapper.metatype
    : (wrapper.instance as object | null | undefined)?.constructor;
  return typeof type === 'function' ? type : undefined;
}

function requestScoped(className: string, job: JobDefinition): CatalogueError {
  return new CatalogueError([
    `${className}, the handler of job ${titleOf(job)}, or something it depends on is request-scoped: ` +
      'make it a singleton and take the tenant from the payload',
  ]);
}
