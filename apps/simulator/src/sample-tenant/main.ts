import {
  createLogger,
  exitOnSignals,
  exitOnUnhandledErrors,
  loadConfigOrExit,
  PrivateListener,
  processConfigSchema,
  Shutdown,
  SystemClock,
} from '#patchbay/kernel';
import { tenantConfigSchema } from './config.js';
import { SampleTenant } from './sample-tenant.js';

const { process: processConfig, tenant: config } = loadConfigOrExit({
  process: processConfigSchema,
  tenant: tenantConfigSchema,
});
const logger = createLogger({ name: 'sample-tenant', level: processConfig.LOG_LEVEL });
const clock = new SystemClock(processConfig.DANGEROUS_CLOCK_OFFSET_MS);
const shutdown = new Shutdown();
exitOnUnhandledErrors(logger);
exitOnSignals(shutdown, logger);

const { HOST: host, PUBLIC_PORT: port } = processConfig;
const tenant = await SampleTenant.open({ config, clock, logger, host, port });
shutdown.add('sample-tenant', () => tenant.close());
let isRegistered = false;
const privateListener = await PrivateListener.open({
  config: processConfig,
  clock,
  logger,
  isReady: () => isRegistered,
});
shutdown.add('private-listener', () => privateListener.close());
await tenant.register();
isRegistered = true;
logger.info(
  { role: 'sample-tenant', publicUrl: tenant.url, privateUrl: privateListener.url },
  'process.ready',
);
