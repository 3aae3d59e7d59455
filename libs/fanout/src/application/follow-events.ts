import { requireRole, type TenantDatabase } from '#patchbay/database';
import { badInput, type Clock, type Logger, type TenantContext } from '#patchbay/kernel';
import type { PubSub } from '#patchbay/state';
import { isEventType } from '../domain/event-types.js';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import type { CallReader } from './call-reader.port.js';
import { EventQueue } from './event-queue.js';
import { feedMetrics } from './feed-metrics.js';
import { type FollowedEvent, ReadFollowed } from './read-followed.js';
import { ResumedEvents } from './resumed-events.js';
import { type Follower, TenantFeed, type TenantFeedParts } from './tenant-feed.js';

/** Which events; what is undefined does not matter. */
export interface FollowFilter {
  readonly callId?: string | undefined;
  readonly numberId?: string | undefined;
  readonly eventTypes?: readonly string[] | undefined;
}

export interface FollowInput {
  /** The last event that the follower has seen: what came since is shown first. */
  readonly after?: string | undefined;
  readonly filter?: FollowFilter | undefined;
}

export interface FollowEventsParts {
  readonly database: TenantDatabase;
  readonly callReader: CallReader;
  readonly pubSub: PubSub;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 1000;
/** A follower that lets more events wait is let go; it comes back with `after`. */
const MOST_WAITING = 1000;

/**
 * The tenant's events about calls as they happen: what endpoints are sent, each once, those of a call
 * in their order. A follower that comes back with the last event it saw misses nothing; it may see
 * events of the seconds before a second time. A stream that ends was too slow or its process closes.
 */
export class FollowEvents {
  readonly #parts: TenantFeedParts;
  readonly #feeds = new Map<string, TenantFeed>();
  readonly #queues = new Set<EventQueue<FollowedEvent>>();
  readonly #stopListening: () => void;

  constructor({ database, callReader, lookEveryMs = LOOK_EVERY_MS, ...parts }: FollowEventsParts) {
    this.#parts = { ...parts, lookEveryMs, read: new ReadFollowed(database, callReader) };
    this.#stopListening = parts.pubSub.onGap(() => {
      for (const feed of this.#feeds.values()) feed.look();
    });
  }

  /** Throws FORBIDDEN, and BAD_USER_INPUT for an unknown event type. */
  async execute(
    tenant: TenantContext,
    { after, filter = {} }: FollowInput,
  ): Promise<AsyncIterableIterator<FollowedEvent>> {
    requireRole(tenant, FANOUT_USE_CASES.followMessages);
    const isWanted = wantedBy(filter);
    const feed = this.#feedOf(tenant.tenantId);
    const queue = new EventQueue<FollowedEvent>(MOST_WAITING, () => {
      this.#leave(tenant.tenantId, feed, follower);
      this.#queues.delete(queue);
      feedMetrics.followers.set(this.#queues.size);
    });
    const follower: Follower = (event) => {
      if (isWanted(event) && !queue.push(event)) feedMetrics.overrun.inc();
    };
    this.#queues.add(queue);
    feedMetrics.followers.set(this.#queues.size);
    try {
      await feed.add(follower);
    } catch (error) {
      queue.end();
      throw error;
    }
    if (after === undefined) return queue;
    const { tenantId } = tenant;
    return new ResumedEvents({ read: this.#parts.read, tenantId, after, isWanted, live: queue });
  }

  /** Ends all streams. */
  async close(): Promise<void> {
    this.#stopListening();
    const feeds = [...this.#feeds.values()];
    for (const queue of [...this.#queues]) queue.end();
    await Promise.all(feeds.map((feed) => feed.close()));
    await this.#parts.pubSub.close();
  }

  #feedOf(tenantId: string): TenantFeed {
    const known = this.#feeds.get(tenantId);
    if (known !== undefined) return known;
    const feed = new TenantFeed(this.#parts, tenantId);
    this.#feeds.set(tenantId, feed);
    return feed;
  }

  #leave(tenantId: string, feed: TenantFeed, follower: Follower): void {
    feed.remove(follower);
    if (!feed.isIdle || this.#feeds.get(tenantId) !== feed) return;
    this.#feeds.delete(tenantId);
    feed.close().catch((err: unknown) => {
      this.#parts.logger.warn({ err, tenantId }, 'feed.not_closed');
    });
  }
}

function wantedBy({
  callId,
  numberId,
  eventTypes,
}: FollowFilter): (event: FollowedEvent) => boolean {
  const unknown = eventTypes?.filter((type) => !isEventType(type) || !type.startsWith('call.'));
  if (unknown?.[0] !== undefined) {
    throw badInput('filter.eventTypes', `has ${unknown.slice(0, 5).join(', ')}, which no call has`);
  }
  const types = eventTypes && new Set<string>(eventTypes);
  return (event) =>
    (callId === undefined || event.callId === callId) &&
    (numberId === undefined || event.numberId === numberId) &&
    (types === undefined || types.has(event.type));
}
