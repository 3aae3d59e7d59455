import { randomInt } from 'node:crypto';

/** No UDP port of the configured range is free. */
export class NoFreePort extends Error {
  constructor(readonly range: string) {
    super(`no free UDP port in ${range}`);
    this.name = 'NoFreePort';
  }
}

// A peer that has not heard of the end yet goes on sending for a moment; its packets must not hit
// the next call. They would fail authentication, but they would still cost time and counters.
const REST_MS = 5000;

/**
 * Hands out UDP ports of a range: random start, then upwards, so that restarts do not reuse the
 * same ports first. A port that was given back rests before it is used again. The range 0-0 leaves
 * the choice to the kernel.
 */
export class PortPool {
  readonly #min: number;
  readonly #max: number;
  readonly #taken = new Set<number>();
  readonly #restingUntil = new Map<number, number>();

  constructor(range: { readonly min: number; readonly max: number }) {
    this.#min = range.min;
    this.#max = range.max;
  }

  /** Ports to try in turn. A port that could be bound must be claimed with `take`. */
  *candidates(): Generator<number, void> {
    if (this.#max === 0) {
      yield 0;
      return;
    }
    const size = this.#max - this.#min + 1;
    const start = randomInt(size);
    for (let i = 0; i < size; i += 1) {
      const port = this.#min + ((start + i) % size);
      if (this.#isFree(port)) yield port;
    }
  }

  take(port: number): void {
    this.#taken.add(port);
  }

  giveBack(port: number): void {
    if (!this.#taken.delete(port) || this.#max === 0) return;
    this.#restingUntil.set(port, performance.now() + REST_MS);
  }

  get range(): string {
    return `${this.#min}-${this.#max}`;
  }

  get inUse(): number {
    return this.#taken.size;
  }

  #isFree(port: number): boolean {
    if (this.#taken.has(port)) return false;
    const until = this.#restingUntil.get(port);
    if (until === undefined) return true;
    if (until > performance.now()) return false;
    this.#restingUntil.delete(port);
    return true;
  }
}
