import { randomInt } from 'node:crypto';

/** Chance that can be had again: the same seed gives the same choices. */
export class Seeded {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** The seed that the variable names, else a new one; printed, so that a failure can be run again. */
  static from(variable: string): Seeded {
    const given = process.env[variable];
    const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
    process.stderr.write(`${variable}=${seed}\n`);
    return new Seeded(seed);
  }

  /** A whole number of 0 … below - 1. Mulberry32, good enough to shuffle with. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True once in so many times. */
  once(inTimes: number): boolean {
    return this.below(inTimes) === 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const order = [...items];
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  /** The items in their order, in groups of at most so many. */
  grouped<Item>(items: readonly Item[], most: number): Item[][] {
    const groups: Item[][] = [];
    for (let i = 0; i < items.length;) {
      const size = this.between(1, most);
      groups.push(items.slice(i, i + size));
      i += size;
    }
    return groups;
  }
}
