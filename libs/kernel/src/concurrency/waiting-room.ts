import { Counter, Histogram } from 'prom-client';
import { AppError } from '../errors/app-error.js';
import { metrics } from '../http/private-listener.js';

export interface WaitingRoomOptions {
  /** How metrics name what is waited for. */
  readonly name: string;
  /** How many are served at a time. */
  readonly places: number;
  /** The longest that somebody waits for a place, milliseconds. */
  readonly patienceMs: number;
}

const waits = new Histogram({
  name: 'patchbay_waiting_room_wait_seconds',
  help: 'How long requests waited for their turn in a process that has too many at once.',
  labelNames: ['room'],
  buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5],
  registers: [metrics],
});
const turnedAway = new Counter({
  name: 'patchbay_waiting_room_turned_away_total',
  help: 'Requests that waited in vain and were asked to come again.',
  labelNames: ['room'],
  registers: [metrics],
});

/** Whoever is sent away may be back when the next second begins. */
const COME_BACK_AFTER_S = 1;

/**
 * Serves so many at a time; the others wait, first come, first served. Whoever has waited too long is
 * told RATE_LIMITED, with nothing done: thousands at once get late answers, not errors of whatever
 * they would have run out of.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  readonly #waiting = new Set<() => void>();
  /** Who had a place before: they are never sent away. */
  readonly #returning: (() => void)[] = [];
  #free: number;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
    this.#free = options.places;
  }

  /** Runs the work on a place. Throws RATE_LIMITED when there was none within the time. */
  async with<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Leaves the place to others while the work runs, which is none for this room; then it is first in line. */
  async outside<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#leave();
    try {
      return await work();
    } finally {
      await this.#reenter();
    }
  }

  async #reenter(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#returning.push(resolve);
    });
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const stopTimer = waits.startTimer({ room: this.#options.name });
    try {
      await this.#called();
    } finally {
      stopTimer();
    }
  }

  #called(): Promise<void> {
    const { name, patienceMs } = this.#options;
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(enter);
        turnedAway.inc({ room: name });
        reject(new AppError('RATE_LIMITED', { retryAfterSeconds: COME_BACK_AFTER_S }));
      }, patienceMs);
      this.#waiting.add(enter);
    });
  }

  #leave(): void {
    const [first] = this.#waiting;
    const next = this.#returning.shift() ?? first;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
