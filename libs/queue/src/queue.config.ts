import { z } from 'zod';

const redisUrl = z.url({ protocol: /^rediss?$/ });

/** Where the queue Redis is. It holds doorbells only: what it loses, the sweepers find. */
export const queueConfigSchema = z
  .object({
    /** Default of REDIS_STATE_URL and REDIS_QUEUE_URL. */
    REDIS_URL: redisUrl.optional(),
    /** URL of the Redis that holds the Bull queues; its maxmemory-policy must be noeviction. */
    REDIS_QUEUE_URL: redisUrl.optional(),
  })
  .transform((config, context) => {
    const url = config.REDIS_QUEUE_URL ?? config.REDIS_URL;
    if (url === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['REDIS_QUEUE_URL'],
        message: 'is missing: set it, or set REDIS_URL for both Redis connections',
      });
      return z.NEVER;
    }
    return { REDIS_QUEUE_URL: url };
  });

/** The queue configuration, read and checked. */
export type QueueConfig = z.output<typeof queueConfigSchema>;
