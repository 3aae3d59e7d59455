import type { NetworkProfile } from './media-faults.js';

/** How long a packet that is to be overtaken waits for another one at most. */
const OVERTAKEN_MS = 60;

/**
 * Numbers from 0 to below 1, the same ones for the same seed: mulberry32, a generator of 32 bits of
 * state. Runs repeat; nothing secret hangs on it.
 */
export function pseudoRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * One direction of the user's network: loses packets, holds them back, lets one overtake another.
 * Delays alone never change the order, so that jitter and reordering can be told apart.
 */
export class NetworkPath {
  readonly #profile: NetworkProfile;
  readonly #random: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #lastArrivalAt = 0;
  #held: (() => void) | undefined;

  /** `lane` keeps the two directions of one seed apart. */
  constructor(profile: NetworkProfile, lane: number) {
    this.#profile = profile;
    this.#random = pseudoRandom(profile.seed * 2 + lane);
  }

  /** Lets one packet pass, now, later or never. */
  pass(arrive: () => void): void {
    const { jitterMs, lossPercent, reorderPercent } = this.#profile;
    // All three are drawn for each packet, so that one setting does not shift the others' numbers.
    const [loss, jitter, reorder] = [this.#random(), this.#random(), this.#random()];
    if (loss * 100 < lossPercent) return;
    if (reorder * 100 < reorderPercent && this.#held === undefined) {
      this.#hold(arrive);
      return;
    }
    const overtaken = this.#held;
    this.#held = undefined;
    const now = performance.now();
    const arrivesAt = Math.max(this.#lastArrivalAt, now + jitter * jitterMs);
    this.#lastArrivalAt = arrivesAt;
    this.#after(arrivesAt - now, () => {
      arrive();
      overtaken?.();
    });
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = undefined;
  }

  #hold(arrive: () => void): void {
    this.#held = arrive;
    this.#after(OVERTAKEN_MS, () => {
      if (this.#held !== arrive) return;
      this.#held = undefined;
      arrive();
    });
  }

  #after(ms: number, run: () => void): void {
    if (ms <= 0) {
      run();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}
