/** Counts what happened within periods that end now; every limit of Meta's is such a window. */
export class RollingCount {
  readonly #keptMs: number;
  /** Ascending. */
  #times: number[] = [];

  constructor(
    /** The longest period that will be asked about. */
    keptMs: number,
  ) {
    this.#keptMs = keptMs;
  }

  add(atMs: number): void {
    // A virtual clock that was set back takes with it what has not happened yet.
    this.#times = this.#within(atMs, this.#keptMs);
    this.#times.push(atMs);
  }

  clear(): void {
    this.#times = [];
  }

  usage(nowMs: number, periodMs: number): number {
    return this.#within(nowMs, periodMs).length;
  }

  /** When the usage falls below `max` again; undefined when it is below. */
  freeAtMs(nowMs: number, periodMs: number, max: number): number | undefined {
    const times = this.#within(nowMs, periodMs);
    const blocking = times.length < max ? undefined : times[times.length - max];
    return blocking === undefined ? undefined : blocking + periodMs;
  }

  #within(nowMs: number, periodMs: number): number[] {
    return this.#times.filter((atMs) => atMs > nowMs - periodMs && atMs <= nowMs);
  }
}
