import type { Clock } from '#patchbay/kernel';
import type { BusinessNumber } from './assets.js';
import type { CallRegistry } from './call-registry.js';
import type { Switches } from './switches.js';

/** Calls that a number may start within 24 hours. */
export const STARTS_PER_DAY = 10_000;
const DAY_MS = 86_400_000;
/** Instants that have left the window are cut off in lots of this size. */
const CUT_AFTER = 1024;

/** Instants within a rolling day; asking and adding cost nothing that grows with the calls. */
class RollingDay {
  #instants: number[] = [];
  #first = 0;

  add(atMs: number, count = 1): void {
    for (let i = 0; i < count; i++) this.#instants.push(atMs);
  }

  clear(): void {
    this.#instants = [];
    this.#first = 0;
  }

  countAt(nowMs: number): number {
    while ((this.#instants[this.#first] ?? Infinity) <= nowMs - DAY_MS) this.#first += 1;
    if (this.#first > CUT_AFTER) {
      this.#instants = this.#instants.slice(this.#first);
      this.#first = 0;
    }
    return this.#instants.length - this.#first;
  }
}

interface LimitParts {
  readonly clock: Clock;
  readonly calls: CallRegistry;
  readonly switches: Switches;
}

/** What a number has used of its limits of calls. */
export interface LimitUse {
  /** Calls that are on, in both directions. */
  readonly concurrent: number;
  /** Calls the business started within the last 24 hours. */
  readonly starts: number;
}

/** Limits that hold for a number whomever it talks to. */
export class CallLimits {
  readonly #parts: LimitParts;
  readonly #starts = new Map<string, RollingDay>();
  readonly #elsewhere = new Map<string, number>();

  constructor(parts: LimitParts) {
    this.#parts = parts;
  }

  use(number: BusinessNumber): LimitUse {
    const elsewhere = this.#elsewhere.get(number.phoneNumberId) ?? 0;
    return {
      concurrent: this.#parts.calls.liveCount(number) + elsewhere,
      starts: this.#startsOf(number).countAt(this.#parts.clock.nowMs()),
    };
  }

  countStart(number: BusinessNumber): void {
    this.#startsOf(number).add(this.#parts.clock.nowMs());
  }

  hasRoom(number: BusinessNumber): boolean {
    return this.use(number).concurrent < this.#parts.switches.concurrentCalls;
  }

  hasStartsLeft(number: BusinessNumber): boolean {
    return this.use(number).starts < STARTS_PER_DAY;
  }

  /** As if so many other calls were on, and so many had been started just now. */
  preset(number: BusinessNumber, { concurrent, starts }: Partial<LimitUse>): void {
    if (concurrent !== undefined) this.#elsewhere.set(number.phoneNumberId, concurrent);
    if (starts === undefined) return;
    const day = this.#startsOf(number);
    day.clear();
    day.add(this.#parts.clock.nowMs(), starts);
  }

  #startsOf({ phoneNumberId }: BusinessNumber): RollingDay {
    const known = this.#starts.get(phoneNumberId);
    if (known !== undefined) return known;
    const day = new RollingDay();
    this.#starts.set(phoneNumberId, day);
    return day;
  }
}
