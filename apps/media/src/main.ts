import { hostname } from 'node:os';
import {
  createLogger,
  exitOnSignals,
  exitOnUnhandledErrors,
  loadConfigOrExit,
  processConfigSchema,
  Shutdown,
  SystemClock,
  uuidv7,
} from '#patchbay/kernel';
import { NodeRegistry, StateConnection, stateConfigSchema } from '#patchbay/state';
import { mediaConfigSchema } from './media.config.js';
import { startMediaNode } from './media-node.js';

const config = loadConfigOrExit({
  process: processConfigSchema,
  state: stateConfigSchema,
  media: mediaConfigSchema,
});
const { LOG_LEVEL, PRIVATE_PORT } = config.process;

const logger = createLogger({ name: 'media', level: LOG_LEVEL });
exitOnUnhandledErrors(logger);

const clock = new SystemClock(config.process.DANGEROUS_CLOCK_OFFSET_MS);
const bootId = uuidv7(clock);
const place = PRIVATE_PORT === 0 ? bootId.slice(-12) : String(PRIVATE_PORT);
const nodeId = config.media.MEDIA_NODE_ID ?? `media-${hostname()}-${place}`;

const shutdown = new Shutdown();
exitOnSignals(shutdown, logger);

const state = await StateConnection.open({ url: config.state.REDIS_STATE_URL, logger });
shutdown.add('state', () => state.close());
const registry = new NodeRegistry(state, logger);

const node = await startMediaNode(
  {
    nodeId,
    bootId,
    config: config.media,
    process: config.process,
    clock,
    logger,
    announce: (describe) => registry.announce('media', describe),
  },
  shutdown,
);

// No public listener: nobody outside speaks HTTP to a media node.
logger.info({ role: 'media', nodeId, bootId, privateUrl: node.url }, 'process.ready');
