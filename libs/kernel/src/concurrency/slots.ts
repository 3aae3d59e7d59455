/** A counted number of places; whoever finds none waits in line. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  /** Waits for one place, then takes up to `wanted` of those that are free at once. */
  async take(wanted: number): Promise<number> {
    if (this.#free === 0) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    } else {
      this.#free -= 1;
    }
    const more = Math.min(this.#free, wanted - 1);
    this.#free -= more;
    return 1 + more;
  }

  /** Runs `work` on one place. */
  async with<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.take(1);
    try {
      return await work();
    } finally {
      this.give(1);
    }
  }

  give(count: number): void {
    for (let i = 0; i < count; i += 1) {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
