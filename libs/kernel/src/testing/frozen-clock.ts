import type { Clock } from '../clock/clock.js';

/** A clock that stands still until it is told to move. */
export class FrozenClock implements Clock {
  #nowMs: number;

  constructor(start: Date | number = Date.UTC(2026, 10, 21, 12, 0, 0)) {
    this.#nowMs = typeof start === 'number' ? start : start.getTime();
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }
}
