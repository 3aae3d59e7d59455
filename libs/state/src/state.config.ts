import { z } from 'zod';

const redisUrl = z.url({ protocol: /^rediss?$/ });

/** Where the state Redis is: leases, the node registry, pub/sub. All of it can be rebuilt. */
export const stateConfigSchema = z
  .object({
    /** Default of REDIS_STATE_URL and REDIS_QUEUE_URL. */
    REDIS_URL: redisUrl.optional(),
    /** URL of the Redis that holds leases, the node registry and pub/sub. */
    REDIS_STATE_URL: redisUrl.optional(),
  })
  .transform((config, context) => {
    const url = config.REDIS_STATE_URL ?? config.REDIS_URL;
    if (url === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['REDIS_STATE_URL'],
        message: 'is missing: set it, or set REDIS_URL for both Redis connections',
      });
      return z.NEVER;
    }
    return { REDIS_STATE_URL: url };
  });

/** The state configuration, read and checked. */
export type StateConfig = z.output<typeof stateConfigSchema>;
