import { FRAME_MS } from './frame.js';
import { pacer } from './pacer.js';
import { wallMs } from './wall-time.js';

/** When each number left: `atMs[i]` belongs to number `firstNumber + i`. */
export interface SentLog {
  readonly firstNumber: number;
  readonly atMs: readonly number[];
}

export const FIRST_NUMBER = 1;
/** After a stall of the event loop: how many overdue frames leave in one turn. */
const MAX_BURST = 5;

/** The first number that was sent at or after an instant; undefined while there is none. */
export function firstSentAtOrAfter(log: SentLog, instantMs: number): number | undefined {
  let low = 0;
  let high = log.atMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((log.atMs[middle] ?? Infinity) >= instantMs) high = middle;
    else low = middle + 1;
  }
  return low < log.atMs.length ? log.firstNumber + low : undefined;
}

/** Timers may come this much early. */
const TOLERANCE_MS = 1;

/**
 * Gives a number every 20 ms. Each frame's instant is counted from the start and not from the frame
 * before, so late beats do not add up: after a minute 3,000 numbers have been given.
 */
export class FrameSource {
  readonly #atMs: number[] = [];
  readonly #onFrame: (number: number) => void;
  #startedAt: number | undefined;

  constructor(onFrame: (number: number) => void) {
    this.#onFrame = onFrame;
  }

  get log(): SentLog {
    return { firstNumber: FIRST_NUMBER, atMs: this.#atMs };
  }

  start(): void {
    // Counted from the beat before, so that exactly one frame falls due at each beat.
    this.#startedAt ??= pacer.join(this.#sendDue);
    if (this.#atMs.length === 0) this.#sendDue();
  }

  stop(): void {
    pacer.leave(this.#sendDue);
  }

  readonly #sendDue = (): void => {
    const startedAt = this.#startedAt ?? 0;
    for (let burst = 0; burst < MAX_BURST; burst++) {
      const dueAt = startedAt + this.#atMs.length * FRAME_MS;
      if (dueAt > performance.now() + TOLERANCE_MS) return;
      this.#atMs.push(wallMs());
      this.#onFrame(FIRST_NUMBER + this.#atMs.length - 1);
    }
  };
}
