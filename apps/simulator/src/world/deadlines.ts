import type { Clock } from '#patchbay/kernel';

interface Deadline {
  readonly atMs: number;
  readonly run: () => void;
}

/** Also how late an event can be. */
const TICK_MS = 50;

/**
 * Runs things at instants of the business clock. The clock is looked at again and again instead of
 * setting one long timer, so that a virtual clock which jumps takes the deadlines with it.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #pending = new Set<Deadline>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns what cancels it. */
  in(ms: number, run: () => void): () => void {
    const deadline = { atMs: this.#clock.nowMs() + ms, run };
    this.#pending.add(deadline);
    this.#timer ??= setInterval(() => {
      this.runDue();
    }, TICK_MS);
    return () => this.#pending.delete(deadline);
  }

  /** When the next one is due; undefined when there is none. */
  get nextAtMs(): number | undefined {
    return this.#pending.size === 0
      ? undefined
      : Math.min(...[...this.#pending].map(({ atMs }) => atMs));
  }

  /** Runs what is due by now, in the order of the instants. */
  runDue(): void {
    const nowMs = this.#clock.nowMs();
    const due = [...this.#pending].filter(({ atMs }) => atMs <= nowMs);
    for (const deadline of due.sort((a, b) => a.atMs - b.atMs)) {
      // An earlier one of this turn may have cancelled it.
      if (this.#pending.delete(deadline)) deadline.run();
    }
    if (this.#pending.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#pending.clear();
  }
}
