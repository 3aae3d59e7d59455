import { type Clock, type Logger, timeOfUuidv7, uuidv7Floor } from '#patchbay/kernel';
import type { PubSub, Unsubscribe } from '#patchbay/state';
import { feedMetrics } from './feed-metrics.js';
import { newsTopic } from './message-news.js';
import type { FollowedEvent, ReadFollowed } from './read-followed.js';

export interface TenantFeedParts {
  readonly read: ReadFollowed;
  readonly pubSub: PubSub;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often the database is asked for what no news told of, milliseconds. */
  readonly lookEveryMs: number;
}

/** Hears each event once, those of a call in the order in which they became true. */
export type Follower = (event: FollowedEvent) => void;

/**
 * A message's id is made before its transaction commits, and clocks of processes differ: for so long
 * what is new may still have an older id.
 */
const WINDOW_MS = 30_000;

/**
 * The events of one tenant as they happen, for all its followers in this process. News says which
 * call to read; what was told is read from PostgreSQL, all of the call that was not shown yet. News
 * that was lost is made up for by a look at all newer ids.
 */
export class TenantFeed {
  readonly #parts: TenantFeedParts;
  readonly #tenantId: string;
  readonly #followers = new Set<Follower>();
  readonly #shown = new Set<string>();
  readonly #wanted = new Set<string>();
  #fromMs = 0;
  #mustLook = false;
  #isTold = false;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: Unsubscribe | undefined;
  #opening: Promise<void> | undefined;
  #isClosed = false;

  constructor(parts: TenantFeedParts, tenantId: string) {
    this.#parts = parts;
    this.#tenantId = tenantId;
  }

  get isIdle(): boolean {
    return this.#followers.size === 0;
  }

  /** From when this resolves on, the follower hears all that is committed. */
  async add(follower: Follower): Promise<void> {
    this.#followers.add(follower);
    this.#opening ??= this.#open();
    await this.#opening;
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower);
  }

  /** News may have been missed. */
  look(): void {
    this.#mustLook = true;
    this.#work();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#opening?.catch(() => undefined);
    await this.#running;
    await this.#unsubscribe?.();
  }

  async #open(): Promise<void> {
    this.#fromMs = this.#parts.clock.nowMs() - WINDOW_MS;
    await this.#subscribe();
    // What is there already is nobody's news.
    const past = await this.#parts.read.ids(this.#tenantId, uuidv7Floor(this.#fromMs));
    for (const id of past) this.#shown.add(id);
    this.#timer = setInterval(() => {
      this.look();
    }, this.#parts.lookEveryMs);
    this.#timer.unref();
    this.#work();
  }

  async #subscribe(): Promise<void> {
    try {
      this.#unsubscribe = await this.#parts.pubSub.subscribe(newsTopic(this.#tenantId), (news) => {
        this.#hear(news as { readonly callId: string | null });
      });
    } catch (err) {
      // Looking does without news; the next look tries again.
      this.#parts.logger.debug({ err, tenantId: this.#tenantId }, 'feed.not_subscribed');
    }
  }

  #hear({ callId }: { readonly callId: string | null }): void {
    if (callId === null) this.#mustLook = this.#isTold = true;
    else this.#wanted.add(callId);
    this.#work();
  }

  #work(): void {
    if (this.#timer === undefined || this.#isClosed) return;
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
    });
  }

  async #drain(): Promise<void> {
    while ((this.#wanted.size > 0 || this.#mustLook) && !this.#isClosed) {
      const callIds = [...this.#wanted];
      const [isLook, isTold] = [this.#mustLook, this.#isTold];
      this.#wanted.clear();
      this.#mustLook = this.#isTold = false;
      try {
        if (callIds.length > 0) await this.#readCalls(callIds);
        if (isLook) await this.#lookAtAll(isTold);
      } catch (err) {
        // Nothing is lost by it: the next look begins where the last one that succeeded did.
        this.#parts.logger.warn({ err, tenantId: this.#tenantId }, 'feed.not_read');
        return;
      }
    }
  }

  async #readCalls(callIds: readonly string[]): Promise<void> {
    const about = { callIds, fromId: uuidv7Floor(this.#fromMs) };
    const events = await this.#parts.read.ofCalls(this.#tenantId, about, (id) =>
      this.#shown.has(id),
    );
    this.#show(events);
  }

  /** `isTold`: there was news of what is of no call, so it was not missed. */
  async #lookAtAll(isTold: boolean): Promise<void> {
    if (this.#unsubscribe === undefined) await this.#subscribe();
    const startedMs = this.#parts.clock.nowMs();
    const ids = await this.#parts.read.ids(this.#tenantId, uuidv7Floor(this.#fromMs));
    const missed = ids.filter((id) => !this.#shown.has(id));
    if (!isTold) feedMetrics.missed.inc(missed.length);
    this.#show(await this.#parts.read.byId(this.#tenantId, missed));
    this.#fromMs = Math.max(this.#fromMs, startedMs - WINDOW_MS);
    for (const id of this.#shown) {
      if (timeOfUuidv7(id) < this.#fromMs) this.#shown.delete(id);
    }
  }

  #show(events: readonly FollowedEvent[]): void {
    for (const event of events) {
      this.#shown.add(event.id);
      for (const follower of this.#followers) follower(event);
    }
  }
}
