/**
 * Where business time comes from. Every limit window, deadline and id takes its instant from a
 * Clock that was passed in, so that a test can move seven days in a moment. Milliseconds since the
 * Unix epoch, UTC.
 */
export interface Clock {
  nowMs(): number;
  now(): Date;
}

/** The machine's clock plus an offset that only `DANGEROUS_VIRTUAL_CLOCK` may move. */
export class SystemClock implements Clock {
  #offsetMs: number;

  constructor(offsetMs = 0) {
    this.#offsetMs = offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  setOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  now(): Date {
    return new Date(this.nowMs());
  }
}
