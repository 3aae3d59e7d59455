import type { AddressInfo } from 'node:net';
import {
  armCrashPoint,
  createLogger,
  exitOnSignals,
  exitOnUnhandledErrors,
  loadConfigOrExit,
  PrivateListener,
  Shutdown,
  SystemClock,
} from '#patchbay/kernel';
import { apiConfigSchemas } from './api.config.js';
import { closeWithin, createApi } from './create-api.js';

const config = loadConfigOrExit(apiConfigSchemas);
const { HOST, PUBLIC_PORT, LOG_LEVEL, DANGEROUS_CRASH_AT } = config.process;

const logger = createLogger({ name: 'api', level: LOG_LEVEL });
exitOnUnhandledErrors(logger);
armCrashPoint(DANGEROUS_CRASH_AT);

/** What is under way gets this long to be answered; the whole process has two seconds. */
const GRACE_MS = 1000;

const clock = new SystemClock(config.process.DANGEROUS_CLOCK_OFFSET_MS);
const shutdown = new Shutdown();
exitOnSignals(shutdown, logger);

const app = await createApi({ config, clock, logger });
shutdown.add('app', () => closeWithin(app, GRACE_MS));

const privateListener = await PrivateListener.open({ config: config.process, clock, logger });
shutdown.add('private listener', () => privateListener.close());

await app.listen(PUBLIC_PORT, HOST);
const { port } = app.getHttpServer().address() as AddressInfo;
logger.info(
  { role: 'api', publicUrl: `http://${HOST}:${port}`, privateUrl: privateListener.url },
  'process.ready',
);
