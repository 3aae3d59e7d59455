/** Thrown to a caller for whom there is no place: the sender must come again. */
export class IngestBusy extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IngestBusy';
  }
}

export interface GroupLimits {
  /** How long the first of a group waits for others while another is under way, milliseconds. */
  readonly waitMs: number;
  readonly size: number;
  /** The most bytes of a group, unless one item alone has more. */
  readonly bytes: number;
  /** Groups under way at once. */
  readonly atOnce: number;
  /** The most items that may wait. */
  readonly waiting: number;
}

export interface GroupWork<Item> {
  readonly limits: GroupLimits;
  /** Makes all items durable, or none. */
  readonly commit: (items: readonly Item[]) => Promise<void>;
  /** Whether a failure may be the fault of one item, so that the others are worth another try. */
  readonly isFaultOfOne: (error: unknown) => boolean;
  readonly bytesOf: (item: Item) => number;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** At once means after all that has come by now: requests that are read in one go are one group. */
function after(ms: number, work: () => void): () => void {
  if (ms === 0) {
    const immediate = setImmediate(work);
    return () => {
      clearImmediate(immediate);
    };
  }
  const timer = setTimeout(work, ms);
  return () => {
    clearTimeout(timer);
  };
}

/**
 * Commits what comes at about the same time in one transaction: the disk is asked once for all of
 * them. Who comes while nothing is under way waits for nobody; while as many groups as may be are under
 * way, the next one grows. A group that fails for a reason of one item is halved until that one is
 * alone; the others are committed.
 */
export class GroupCommit<Item> {
  readonly #work: GroupWork<Item>;
  readonly #underWay = new Set<Promise<void>>();
  #waiting: Waiting<Item>[] = [];
  #stopWaiting: () => void = () => undefined;
  /** Whether the oldest one has waited long enough. */
  #isRipe = false;
  #isClosed = false;

  constructor(work: GroupWork<Item>) {
    this.#work = work;
  }

  /** Resolves once the item is durable; rejects when it could not be made so. */
  add(item: Item): Promise<void> {
    const { waiting: most, waitMs } = this.#work.limits;
    if (this.#isClosed) return Promise.reject(new IngestBusy('ingest is closing'));
    if (this.#waiting.length >= most) {
      return Promise.reject(new IngestBusy(`${most} webhooks wait already`));
    }
    const done = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
    });
    if (this.#waiting.length === 1 && !this.#isRipe) {
      this.#stopWaiting = after(this.#underWay.size === 0 ? 0 : waitMs, () => {
        this.#isRipe = true;
        this.#start();
      });
    }
    this.#start();
    return done;
  }

  /** Takes nothing more, and resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isRipe = true;
    this.#start();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #start(): void {
    const { atOnce, size } = this.#work.limits;
    while (
      this.#underWay.size < atOnce &&
      this.#waiting.length > 0 &&
      (this.#isRipe || this.#waiting.length >= size)
    ) {
      const run = this.#run(this.#take()).finally(() => {
        this.#underWay.delete(run);
        if (this.#underWay.size === 0 && this.#waiting.length > 0) this.#isRipe = true;
        this.#start();
      });
      this.#underWay.add(run);
    }
  }

  #take(): Waiting<Item>[] {
    const { size, bytes } = this.#work.limits;
    let [count, sum] = [0, 0];
    for (const { item } of this.#waiting) {
      sum += this.#work.bytesOf(item);
      if (count === size || (count > 0 && sum > bytes)) break;
      count += 1;
    }
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    if (this.#waiting.length === 0) {
      this.#stopWaiting();
      this.#isRipe = this.#isClosed;
    }
    return taken;
  }

  async #run(group: readonly Waiting<Item>[]): Promise<void> {
    try {
      await this.#work.commit(group.map(({ item }) => item));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length > 1 && this.#work.isFaultOfOne(error)) {
        const middle = Math.ceil(group.length / 2);
        await this.#run(group.slice(0, middle));
        await this.#run(group.slice(middle));
      } else {
        for (const { reject } of group) reject(error);
      }
    }
  }
}
