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
import { simulatorConfigSchema } from './config.js';
import { readSeed } from './seed-file.js';
import { Simulator } from './simulator.js';

const { process: processConfig, simulator: config } = loadConfigOrExit({
  process: processConfigSchema,
  simulator: simulatorConfigSchema,
});
const logger = createLogger({ name: 'simulator', level: processConfig.LOG_LEVEL });
const clock = new SystemClock(processConfig.DANGEROUS_CLOCK_OFFSET_MS);
const shutdown = new Shutdown();
exitOnUnhandledErrors(logger);
exitOnSignals(shutdown, logger);

const simulator = await Simulator.open({
  config,
  seed: readSeed(config.SEED_FILE),
  clock,
  logger,
  host: processConfig.HOST,
  port: processConfig.PUBLIC_PORT,
});
shutdown.add('simulator', () => simulator.close());
const privateListener = await PrivateListener.open({ config: processConfig, clock, logger });
shutdown.add('private-listener', () => privateListener.close());
logger.info(
  { role: 'simulator', publicUrl: simulator.url, privateUrl: privateListener.url },
  'process.ready',
);
