import { timeOfUuidv7, uuidv7Floor } from '#patchbay/kernel';
import type { FollowedEvent, ReadFollowed } from './read-followed.js';

/** Older ids may have been shown after newer ones of other calls, so that far is shown again. */
const OVERLAP_MS = 5000;

export interface ResumedParts {
  readonly read: ReadFollowed;
  readonly tenantId: string;
  /** The last event that was seen. */
  readonly after: string;
  readonly isWanted: (event: FollowedEvent) => boolean;
  /** What happens meanwhile and from now on. */
  readonly live: AsyncIterableIterator<FollowedEvent>;
}

/**
 * What came since an event, read page by page, then what comes. No generator: one that waits for the
 * next event could not be ended before it.
 */
export class ResumedEvents implements AsyncIterableIterator<FollowedEvent> {
  readonly #parts: ResumedParts;
  readonly #fromId: string;
  readonly #read = new Set<string>();
  #page: FollowedEvent[] = [];
  #aboveId: string | null = null;
  #isCaughtUp = false;
  #hasEnded = false;

  constructor(parts: ResumedParts) {
    this.#parts = parts;
    this.#fromId = uuidv7Floor(Math.max(0, timeOfUuidv7(parts.after) - OVERLAP_MS));
  }

  async next(): Promise<IteratorResult<FollowedEvent>> {
    while (!this.#isCaughtUp && !this.#hasEnded) {
      const value = this.#page.shift();
      if (value !== undefined) return { value, done: false };
      await this.#readPage();
    }
    for (;;) {
      const result = await this.#parts.live.next();
      if (result.done === true || !this.#read.has(result.value.id)) return result;
    }
  }

  async return(): Promise<IteratorResult<FollowedEvent>> {
    this.#hasEnded = true;
    await this.#parts.live.return?.();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #readPage(): Promise<void> {
    const { read, tenantId, after, isWanted } = this.#parts;
    const page = await read.page(tenantId, this.#fromId, this.#aboveId);
    for (const { id } of page) this.#read.add(id);
    this.#aboveId = page.at(-1)?.id ?? this.#aboveId;
    this.#isCaughtUp = page.length === 0;
    this.#page = page.filter((event) => event.id !== after && isWanted(event));
  }
}
