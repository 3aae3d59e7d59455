import type { Deadlines } from '../world/deadlines.js';

/** Waits that end when the sender closes. */
export class Pauses {
  readonly #deadlines: Deadlines;
  readonly #wakes = new Map<NodeJS.Timeout, () => void>();
  #isClosed = false;

  constructor(deadlines: Deadlines) {
    this.#deadlines = deadlines;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Wall time. */
  async wall(ms: number): Promise<void> {
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#wakes.delete(timer);
        resolve();
      }, ms);
      this.#wakes.set(timer, resolve);
    });
  }

  /** Business time: a clock that jumps takes the wait with it. */
  async business(ms: number): Promise<void> {
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#deadlines.in(ms, resolve);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const [timer, wake] of this.#wakes) {
      clearTimeout(timer);
      wake();
    }
    this.#wakes.clear();
  }
}
