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

export interface PaceParts {
  readonly calls: Pick<DueCallExports, 'doCallsWait'>;
  readonly logger: Logger;
}

/**
 * Keeps exports out of the way of calls. After each piece of work comes a rest that is several times
 * as long, longer still when timers of this process come late; and while events of calls wait,
 * nothing is done at all.
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
    let isPaused = false;
    while (await this.#parts.calls.doCallsWait()) {
      if (!isPaused) {
        exportMetrics.pauses.inc();
        this.#parts.logger.info({}, 'calls.export_paused');
      }
      isPaused = true;
      await delay(ASK_EVERY_MS, undefined, { signal });
    }
    this.#askedMs = performance.now();
  }
}
