import type { Frame } from './frame.js';

/** Every number that was heard, in the order of arrival, and when. */
export interface HeardLog {
  readonly nonce: string | null;
  readonly numbers: readonly number[];
  readonly atMs: readonly number[];
}

/** What one side heard of the other, in short. */
export interface HeardReport {
  /** The speaker's nonce; null while nothing was heard. */
  readonly nonce: string | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly count: number;
  readonly inOrder: boolean;
  /** Numbers that came more than once. */
  readonly repeated: number;
  /** Frames of another speaker or another run: audio of a wrong call. */
  readonly foreign: number;
}

/**
 * Listens to one speaker. The first nonce heard is taken as that speaker's (the listener cannot
 * know it before); whoever judges the call compares it with the nonce the speaker reports.
 */
export class Hearing {
  readonly #speaker: Frame['speaker'];
  readonly #numbers: number[] = [];
  readonly #atMs: number[] = [];
  readonly #seen = new Set<number>();
  #nonce: string | null = null;
  #highest = -1;
  #isInOrder = true;
  #repeated = 0;
  #foreign = 0;

  constructor(speaker: Frame['speaker']) {
    this.#speaker = speaker;
  }

  hear(frame: Frame, atMs: number): void {
    if (frame.speaker !== this.#speaker || (this.#nonce ?? frame.nonce) !== frame.nonce) {
      this.#foreign += 1;
      return;
    }
    this.#nonce = frame.nonce;
    if (this.#seen.has(frame.number)) {
      this.#repeated += 1;
      return;
    }
    if (frame.number < this.#highest) this.#isInOrder = false;
    this.#highest = Math.max(this.#highest, frame.number);
    this.#seen.add(frame.number);
    this.#numbers.push(frame.number);
    this.#atMs.push(atMs);
  }

  /** The first number that arrived at or after an instant. */
  firstAtOrAfter(instantMs: number): number | null {
    const index = this.#atMs.findIndex((atMs) => atMs >= instantMs);
    return index === -1 ? null : (this.#numbers[index] ?? null);
  }

  get report(): HeardReport {
    return {
      nonce: this.#nonce,
      first: this.#numbers[0] ?? null,
      last: this.#numbers.at(-1) ?? null,
      count: this.#numbers.length,
      inOrder: this.#isInOrder,
      repeated: this.#repeated,
      foreign: this.#foreign,
    };
  }

  get log(): HeardLog {
    return { nonce: this.#nonce, numbers: this.#numbers, atMs: this.#atMs };
  }
}
