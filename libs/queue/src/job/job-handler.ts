import 'reflect-metadata';
import type { Logger } from '#patchbay/kernel';
import type { JobDefinition, JobPayload } from './define-job.js';

const HANDLES = Symbol('patchbay:job');

/** What a handler knows besides the payload. */
export interface JobContext {
  readonly jobId: string;
  /** 1 at the first attempt. */
  readonly attempt: number;
  /** W3C trace context of this attempt: hand it on to what the handler calls. */
  readonly traceparent: string;
  /** Aborted when the process closes: stop, leave the work due, and return or throw soon. */
  readonly signal: AbortSignal;
  /** Names job, tenant and trace in every line. */
  readonly logger: Logger;
}

/** The class that does a job's work. Let errors out: the queue retries and keeps failures. */
export interface HandlesJob<Job extends JobDefinition> {
  handle(payload: JobPayload<Job>, context: JobContext): Promise<void>;
}

/**
 * Declares that the class handles the job. Make it a provider of exactly one module of the process
 * that consumes the job's queue; it is found by itself.
 */
export function JobHandler<Job extends JobDefinition>(job: Job) {
  return (handler: new (...dependencies: never[]) => HandlesJob<Job>): void => {
    Reflect.defineMetadata(HANDLES, job, handler);
  };
}

/** The job that a class was declared to handle. */
export function jobHandledBy(handler: object): JobDefinition | undefined {
  return Reflect.getMetadata(HANDLES, handler) as JobDefinition | undefined;
}
