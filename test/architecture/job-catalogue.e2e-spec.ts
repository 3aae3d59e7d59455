import { describe, expect, it } from '@jest/globals';
import { Module, type ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { advanceCallJob, callsJobs } from '#patchbay/calls';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import { fanoutConfigSchema, fanoutJobs } from '#patchbay/fanout';
import { inboxJobs } from '#patchbay/inbox';
import {
  createLogger,
  loadConfig,
  processConfigSchema,
  readSecrets,
  secretsConfigSchema,
  SystemClock,
} from '#patchbay/kernel';
import { graphConfigSchema } from '#patchbay/meta';
import { JobHandler, queueConfigSchema } from '#patchbay/queue';
import { stateConfigSchema } from '#patchbay/state';
import { storageConfigSchema } from '#patchbay/storage';
import { AdvanceCallProcessor } from '../../apps/worker/src/signalling/advance-call.processor.js';
import { workerConfigSchema } from '../../apps/worker/src/worker.config.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';

type Changes = Pick<ModuleMetadata, 'imports' | 'providers'>;

/** The worker as its main makes it, playing the roles named. */
async function workerModule(roles: string, changes: Changes = {}): Promise<TestingModuleBuilder> {
  const config = loadConfig(
    {
      process: processConfigSchema,
      secrets: secretsConfigSchema,
      database: databaseConfigSchema,
      queue: queueConfigSchema,
      state: stateConfigSchema,
      graph: graphConfigSchema,
      storage: storageConfigSchema,
      fanout: fanoutConfigSchema,
      worker: workerConfigSchema,
    },
    { ...process.env, WORKER_ROLES: roles },
  );
  const clock = new SystemClock();
  const logger = createLogger({ name: 'test', level: 'silent' });
  const secrets = readSecrets(config.secrets.SECRETS_FILE);
  const worker = WorkerModule.forRoot({
    kernel: { clock, logger, secrets, config: config.process },
    database: await DatabaseModule.forRoot(config.database, clock, logger),
    worker: config.worker,
    fanout: config.fanout,
    calls: { graph: config.graph, stateUrl: config.state.REDIS_STATE_URL },
    storage: config.storage,
    queueUrl: config.queue.REDIS_QUEUE_URL,
  });
  return Test.createTestingModule({ ...changes, imports: [worker, ...(changes.imports ?? [])] });
}

/** Starts as a process does, and ends. */
async function startAndStop(builder: TestingModuleBuilder): Promise<void> {
  const module = await builder.compile();
  try {
    await module.init();
  } finally {
    await module.close();
  }
}

@JobHandler(advanceCallJob)
class SecondProcessor {
  handle(): Promise<void> {
    return Promise.resolve();
  }
}

@Module({ providers: [SecondProcessor] })
class SecondModule {}

describe('the job catalogue', () => {
  it('has jobs that one of the worker roles handles', async () => {
    const queues = new Set([...callsJobs, ...fanoutJobs, ...inboxJobs].map((job) => job.queue));
    expect([...queues].sort()).toEqual(['delivery', 'delivery-live', 'inbox', 'signalling']);
    await expect(
      startAndStop(await workerModule('signalling,delivery,batch')),
    ).resolves.toBeUndefined();
  });

  it.each(['signalling', 'delivery', 'batch'])('lets the role %s run alone', async (role) => {
    await expect(startAndStop(await workerModule(role))).resolves.toBeUndefined();
  });

  it('stops the worker from starting without a handler of a job', async () => {
    const worker = await workerModule('signalling');
    worker.overrideProvider(AdvanceCallProcessor).useValue({});
    await expect(startAndStop(worker)).rejects.toThrow('job calls.advance v1 has no handler');
  });

  it('stops the worker from starting with two handlers of a job', async () => {
    const worker = await workerModule('signalling', { imports: [SecondModule] });
    await expect(startAndStop(worker)).rejects.toThrow(
      /job calls\.advance v1 has 2 handlers \(.*SecondProcessor/,
    );
  });
});
