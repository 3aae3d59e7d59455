/**
 * The queues there are. Urgency is a queue of its own with workers of its own, never a priority:
 * `signalling` for calls that are up, `delivery-live` for webhooks about them, `delivery` for the
 * rest and for retries, `batch` for what may wait.
 */
export const QUEUE_NAMES = ['signalling', 'delivery-live', 'delivery', 'batch'] as const;

/** One of the queues. */
export type QueueName = (typeof QUEUE_NAMES)[number];
