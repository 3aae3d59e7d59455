import type { Queue } from 'bull';
import { retryDelay, STRATEGY } from '../worker/retry-delay.js';

/**
 * What every queue of ours is set to. A worker that was killed loses its job to another one within
 * lockDuration + stalledInterval; a job survives twenty such deaths; a worker that met an error
 * (Redis was emptied under it) is back after retryProcessDelay.
 */
export const BULL_SETTINGS = {
  lockDuration: 5000,
  stalledInterval: 2000,
  maxStalledCount: 20,
  retryProcessDelay: 200,
} as const;

/** The settings for Bull, with our way to compute delays. */
export const bullSettings = { ...BULL_SETTINGS, backoffStrategies: { [STRATEGY]: retryDelay } };

/** What of Bull's queue its types do not tell. */
export interface QueueInternals {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly defaultJobOptions?: Readonly<Record<string, unknown>>;
}

/** How a queue, as it was really made, differs from what it must be. */
export function problemsOfQueue(queue: Queue): string[] {
  const { settings, defaultJobOptions } = queue as unknown as QueueInternals;
  const problems = Object.entries(BULL_SETTINGS)
    .filter(([setting, value]) => settings[setting] !== value)
    .map(
      ([setting, value]) =>
        `queue '${queue.name}': ${setting} is ${String(settings[setting])} and must be ${value}: ` +
        'take the settings from libs/queue (BULL_SETTINGS) unchanged',
    );
  if (defaultJobOptions?.priority !== undefined) {
    problems.push(
      `queue '${queue.name}' gives its jobs a priority: remove it; urgent work has a queue of its own`,
    );
  }
  return problems;
}
