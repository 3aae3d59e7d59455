import type { Clock } from '#patchbay/kernel';

interface Deadline {
  readonly atMs: number;
  /** Of two at the same instant the older comes first. */
  readonly order: number;
  readonly run: () => void;
  isCancelled: boolean;
}

/** Also how late an event can be. */
const TICK_MS = 50;

function isBefore(a: Deadline, b: Deadline): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}

/**
 * Runs things at instants of the business clock. The clock is looked at again and again instead of
 * setting one long timer, so that a virtual clock which jumps takes the deadlines with it. A binary
 * heap: a thousand calls that ring cost a tick no more than one does.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: Deadline[] = [];
  #orders = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns what cancels it. */
  in(ms: number, run: () => void): () => void {
    const atMs = this.#clock.nowMs() + ms;
    const deadline: Deadline = { atMs, order: (this.#orders += 1), run, isCancelled: false };
    this.#push(deadline);
    this.#timer ??= setInterval(() => {
      this.runDue();
    }, TICK_MS);
    return () => {
      deadline.isCancelled = true;
    };
  }

  /** When the next one is due; undefined when there is none. */
  get nextAtMs(): number | undefined {
    return this.#first()?.atMs;
  }

  /** Runs what is due by now, in the order of the instants. */
  runDue(): void {
    const nowMs = this.#clock.nowMs();
    for (let next = this.#first(); next !== undefined && next.atMs <= nowMs;) {
      this.#pop();
      next.run();
      next = this.#first();
    }
    if (this.#heap.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#heap.length = 0;
  }

  /** The earliest that still stands; cancelled ones are taken away when they come up. */
  #first(): Deadline | undefined {
    while (this.#heap[0]?.isCancelled === true) this.#pop();
    return this.#heap[0];
  }

  #push(deadline: Deadline): void {
    const heap = this.#heap;
    let at = heap.push(deadline) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, deadline)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = deadline;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const below = this.#earlierBelow(at);
      const child = heap[below];
      if (child === undefined || isBefore(last, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }

  #earlierBelow(at: number): number {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    const [a, b] = [this.#heap[left], this.#heap[right]];
    return a !== undefined && b !== undefined && isBefore(b, a) ? right : left;
  }
}
