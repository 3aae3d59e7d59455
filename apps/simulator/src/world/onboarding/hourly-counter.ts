import type { Clock } from '#patchbay/kernel';

const MINUTE_MS = 60_000;
const SLOTS = 60;

/** Counts what happened within the last hour, minute by minute: no memory of single requests. */
export class HourlyCounter {
  readonly #clock: Clock;
  readonly #slots = new Uint32Array(SLOTS);
  #minute: number;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#minute = this.#now();
  }

  get count(): number {
    this.#move();
    return this.#count;
  }

  add(): void {
    this.#move();
    const slot = this.#minute % SLOTS;
    this.#slots[slot] = (this.#slots[slot] ?? 0) + 1;
    this.#count += 1;
  }

  /** Minutes until the oldest of the counted is an hour old. */
  minutesUntilRoom(): number {
    this.#move();
    for (let age = SLOTS - 1; age >= 0; age--) {
      const slot = (((this.#minute - age) % SLOTS) + SLOTS) % SLOTS;
      if ((this.#slots[slot] ?? 0) > 0) return SLOTS - age;
    }
    return 0;
  }

  #now(): number {
    return Math.floor(this.#clock.nowMs() / MINUTE_MS);
  }

  /** Forgets the minutes that have fallen out of the hour. A clock set back forgets all. */
  #move(): void {
    const minute = this.#now();
    const passed = minute - this.#minute;
    if (passed === 0) return;
    if (passed < 0 || passed >= SLOTS) {
      this.#slots.fill(0);
      this.#count = 0;
    } else {
      for (let next = this.#minute + 1; next <= minute; next++) {
        this.#count -= this.#slots[next % SLOTS] ?? 0;
        this.#slots[next % SLOTS] = 0;
      }
    }
    this.#minute = minute;
  }
}
