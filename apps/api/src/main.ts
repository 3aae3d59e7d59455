import type { AddressInfo } from 'node:net';
import { DatabaseModule, databaseConfigSchema } from '#patchbay/database';
import { identityConfigSchema } from '#patchbay/identity';
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
import { apiConfigSchema } from './api.config.js';
import { createApi } from './create-api.js';

const config = loadConfigOrExit({
  process: processConfigSchema,
  secrets: secretsConfigSchema,
  database: databaseConfigSchema,
  identity: identityConfigSchema,
  api: apiConfigSchema,
});
const { HOST, PUBLIC_PORT, LOG_LEVEL, DANGEROUS_CRASH_AT } = config.process;

const logger = createLogger({ name: 'api', level: LOG_LEVEL });
exitOnUnhandledErrors(logger);
armCrashPoint(DANGEROUS_CRASH_AT);

const clock = new SystemClock();
const shutdown = new Shutdown();
exitOnSignals(shutdown, logger);

const app = await createApi({
  kernel: {
    clock,
    logger,
    secrets: readSecrets(config.secrets.SECRETS_FILE),
    config: config.process,
  },
  database: await DatabaseModule.forRoot(config.database, clock, logger),
  identity: config.identity,
  api: config.api,
});
shutdown.add('app', () => app.close());

const privateListener = await PrivateListener.open({ config: config.process, clock, logger });
shutdown.add('private listener', () => privateListener.close());

await app.listen(PUBLIC_PORT, HOST);
const { port } = app.getHttpServer().address() as AddressInfo;
logger.info(
  { role: 'api', publicUrl: `http://${HOST}:${port}`, privateUrl: privateListener.url },
  'process.ready',
);
