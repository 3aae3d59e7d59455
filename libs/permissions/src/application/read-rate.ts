import type { Clock } from '#patchbay/kernel';

const SECOND_MS = 1000;
/** Numbers that are remembered before those that have been quiet are forgotten. */
const MANY = 10_000;

/** How often this process asks Meta about a number: a window of one second for each. */
export class ReadRate {
  readonly #clock: Clock;
  readonly #taken = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a place in the number's second; false when there is none. */
  takes(numberId: string, perSecond: number): boolean {
    const nowMs = this.#clock.nowMs();
    const recent = this.#within(numberId, nowMs);
    if (recent.length >= perSecond) return false;
    if (this.#taken.size >= MANY) this.#forget(nowMs);
    this.#taken.set(numberId, [...recent, nowMs]);
    return true;
  }

  #within(numberId: string, nowMs: number): number[] {
    const taken = this.#taken.get(numberId) ?? [];
    return taken.filter((atMs) => atMs > nowMs - SECOND_MS && atMs <= nowMs);
  }

  #forget(nowMs: number): void {
    for (const numberId of this.#taken.keys()) {
      if (this.#within(numberId, nowMs).length === 0) this.#taken.delete(numberId);
    }
  }
}
