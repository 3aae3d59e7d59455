import type { Backoff } from '../job/define-job.js';

/** The name under which Bull finds `retryDelay`. */
export const STRATEGY = 'patchbay';

/**
 * An attempt's end as Bull is told it: text without secrets, since Bull writes message and stack to
 * Redis, and the delay when the handler chose one.
 */
export class JobFailure extends Error {
  readonly delayMs: number | undefined;

  constructor(text: { readonly message: string; readonly stack?: string }, delayMs?: number) {
    super(text.message);
    this.name = 'JobFailure';
    if (text.stack !== undefined) this.stack = text.stack;
    this.delayMs = delayMs;
  }
}

/** Bull's custom backoff strategy: how many milliseconds until the next attempt. */
export function retryDelay(attemptsMade: number, error: Error, backoff: unknown): number {
  if (error instanceof JobFailure && error.delayMs !== undefined) return error.delayMs;
  const policy = backoff as Backoff;
  if (policy.type === 'fixed') return policy.delayMs;
  return Math.min(policy.delayMs * 2 ** (attemptsMade - 1), policy.maxDelayMs);
}
