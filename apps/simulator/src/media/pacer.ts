import { FRAME_MS } from './frame.js';

/**
 * One timer for all speakers of the process: a beat every 20 ms. Fifty calls with a timer each wake
 * the process 2,500 times a second; on one beat it is 50 times.
 */
class Pacer {
  readonly #beats = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #lastBeatAt = 0;

  /** Calls `beat` from the next beat on. Gives the instant of the last one, in performance time. */
  join(beat: () => void): number {
    this.#beats.add(beat);
    if (this.#timer === undefined) {
      this.#lastBeatAt = performance.now();
      this.#wait();
    }
    return this.#lastBeatAt;
  }

  leave(beat: () => void): void {
    this.#beats.delete(beat);
    if (this.#beats.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    // After a stall the missed beats follow at once, so that speakers can catch up.
    const waitMs = Math.max(0, this.#lastBeatAt + FRAME_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#lastBeatAt += FRAME_MS;
      for (const beat of [...this.#beats]) beat();
      if (this.#beats.size > 0) this.#wait();
    }, waitMs);
  }
}

export const pacer = new Pacer();
