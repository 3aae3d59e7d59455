export { BULL_SETTINGS } from './catalogue/bull-settings.js';
export { CatalogueError } from './catalogue/catalogue-error.js';
export { Doorbell, RING_LIMIT_MS, type RingOutcome } from './doorbell/doorbell.js';
export {
  type Backoff,
  defineJob,
  type JobDefinition,
  type JobPayload,
  type JobSpec,
  type RingPayload,
} from './job/define-job.js';
export { RetryLater, Unrecoverable } from './job/job-errors.js';
export { type HandlesJob, type JobContext, JobHandler } from './job/job-handler.js';
export { type Consumption, QueueLifecycle } from './queue-lifecycle.js';
export { QUEUE_NAMES, type QueueName } from './queue-names.js';
export { type QueueConfig, queueConfigSchema } from './queue.config.js';
export { QueueModule, type QueueModuleOptions } from './queue.module.js';
