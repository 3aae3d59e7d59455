/**
 * The queues there are. Urgency is a queue of its own with workers of its own, never a priority:
 * `signalling` for calls that are up, `delivery-live` for webhooks about them, `delivery` for the
 * rest and for retries, `inbox` for what Meta tells that is about no call, `batch` for what may wait.
 */
export const QUEUE_NAMES = ['signalling', 'delivery-live', 'delivery', 'inbox', 'batch'] as const;

/** One of the queues. */
export type QueueName = (typeof QUEUE_NAMES)[number];
