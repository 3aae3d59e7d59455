import { metrics } from '#patchbay/kernel';
import { Counter, Gauge } from 'prom-client';

/** 1 while the connection is usable, 0 while Redis is away. */
export const redisUp = new Gauge({
  name: 'patchbay_redis_up',
  help: 'Whether a connection to Redis is usable',
  labelNames: ['connection'] as const,
  registers: [metrics],
});

/** How often a connection was lost. */
export const redisOutages = new Counter({
  name: 'patchbay_redis_outages_total',
  help: 'Times a connection to Redis was lost',
  labelNames: ['connection'] as const,
  registers: [metrics],
});

/** How often the state Redis was found empty. */
export const stateFlushes = new Counter({
  name: 'patchbay_state_flushes_total',
  help: 'Times the state Redis was found to have lost its content',
  registers: [metrics],
});
