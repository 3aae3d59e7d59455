import { NestFactory } from '@nestjs/core';
import { ReportMedia } from '#patchbay/calls';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import { fanoutConfigSchema } from '#patchbay/fanout';
import {
  armCrashPoint,
  createLogger,
  exitOnSignals,
  exitOnUnhandledErrors,
  loadConfigOrExit,
  PrivateListener,
  processConfigSchema,
  readSecrets,
  secretsConfigSchema,
  Shutdown,
  SystemClock,
} from '#patchbay/kernel';
import { graphConfigSchema } from '#patchbay/meta';
import { queueConfigSchema } from '#patchbay/queue';
import { mediaReportRoutes } from '#patchbay/rpc';
import { stateConfigSchema } from '#patchbay/state';
import { storageConfigSchema } from '#patchbay/storage';
import { giveWay } from './give-way.js';
import { workerConfigSchema } from './worker.config.js';
import { WorkerModule } from './worker.module.js';

const config = loadConfigOrExit({
  process: processConfigSchema,
  secrets: secretsConfigSchema,
  database: databaseConfigSchema,
  queue: queueConfigSchema,
  state: stateConfigSchema,
  graph: graphConfigSchema,
  storage: storageConfigSchema,
  fanout: fanoutConfigSchema,
  worker: workerConfigSchema,
});

const logger = createLogger({ name: 'worker', level: config.process.LOG_LEVEL });
exitOnUnhandledErrors(logger);
armCrashPoint(config.process.DANGEROUS_CRASH_AT);

giveWay(config.worker.WORKER_ROLES);

const clock = new SystemClock(config.process.DANGEROUS_CLOCK_OFFSET_MS);
const shutdown = new Shutdown();
exitOnSignals(shutdown, logger);

const app = await NestFactory.createApplicationContext(
  WorkerModule.forRoot({
    kernel: {
      clock,
      logger,
      secrets: readSecrets(config.secrets.SECRETS_FILE),
      config: config.process,
    },
    database: await DatabaseModule.forRoot(config.database, clock, logger),
    worker: config.worker,
    fanout: config.fanout,
    calls: { graph: config.graph, stateUrl: config.state.REDIS_STATE_URL },
    storage: config.storage,
    queueUrl: config.queue.REDIS_QUEUE_URL,
  }),
  { logger: false },
);
shutdown.add('app', () => app.close());

const media = app.get(ReportMedia);
const privateListener = await PrivateListener.open({
  config: config.process,
  clock,
  logger,
  routes: mediaReportRoutes({
    onEvents: (batch) => media.onEvents(batch),
    onContact: (contact) => media.onContact(contact),
  }),
});
shutdown.add('private listener', () => privateListener.close());

logger.info(
  { role: 'worker', roles: config.worker.WORKER_ROLES, privateUrl: privateListener.url },
  'process.ready',
);
