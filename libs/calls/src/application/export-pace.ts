import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#patchbay/kernel';
import type { DueCallExports } from '../persistence/call-export.repository.js';
import { exportMetrics } from './export-metrics.js';

/** It works a quarter of the time … */
const REST_PER_WORK = 3;
/** … and much less while the process is late for other reasons. */
const MOST_REST_PER_WORK = 24;
const LATE_MS = 15;
const LEAST_REST_MS = 2;
const MOST_REST_MS = 1000;
/** How often is asked whether calls wait. */
const ASK_EVERY_MS = 500;
/** However long calls wait, an export that was asked for moves on a little. */
const MOST_PAUSE_MS = 5000;

export interface PaceParts {
  readonly calls: Pick<DueCallExports, 'doCallsWait'>;
  readonly logger: Logger;
  readonly mostPauseMs?: number;
}

/**
 * Keeps exports out of the way of calls. After each piece of work comes a rest that is several times
 * as long, longer still when timers of this process come late; and while events of calls wait,
 * it goes on for half a second after every five.
 */
export class ExportPace {
  readonly #parts: PaceParts;
  #restPerWork = REST_PER_WORK;
  #askedMs = -Infinity;

  constructor(parts: PaceParts) {
    this.#parts = parts;
  }

  /** Returns when the next piece may be done. Throws AbortError when the signal says so. */
  async rest(workedMs: number, signal: AbortSignal): Promise<void> {
    const restMs = Math.min(MOST_REST_MS, Math.max(LEAST_REST_MS, workedMs * this.#restPerWork));
    const startedMs = performance.now();
    await delay(restMs, undefined, { signal });
    const isLate = performance.now() - startedMs - restMs > LATE_MS;
    const changed = isLate ? this.#restPerWork * 2 : this.#restPerWork * 0.9;
    this.#restPerWork = Math.min(MOST_REST_PER_WORK, Math.max(REST_PER_WORK, changed));
    await this.#whileCallsWait(signal);
  }

  async #whileCallsWait(signal: AbortSignal): Promise<void> {
    if (performance.now() - this.#askedMs < ASK_EVERY_MS) return;
    const { calls, logger, mostPauseMs = MOST_PAUSE_MS } = this.#parts;
    const untilMs = performance.now() + mostPauseMs;
    let isPaused = false;
    while (performance.now() < untilMs && (await calls.doCallsWait())) {
      if (!isPaused) {
        exportMetrics.pauses.inc();
        logger.info({}, 'calls.export_paused');
      }
      isPaused = true;
      await delay(ASK_EVERY_MS, undefined, { signal });
    }
    this.#askedMs = performance.now();
  }
}
