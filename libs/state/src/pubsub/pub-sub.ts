import type { Logger } from '#patchbay/kernel';
import { RedisLink } from '../connection/redis-link.js';
import type { StateConnection } from '../connection/state-connection.js';
import { COMMAND_TIMEOUT_MS, START_TIMEOUT_MS } from '../connection/timeouts.js';
import { NOT_CONNECTED, StateUnavailable } from '../connection/state-unavailable.js';

/** Hears the messages of a topic; what it throws is logged and goes no further. */
export type MessageHandler = (message: unknown) => void | Promise<void>;
/** Ends one subscription; safe to call twice. */
export type Unsubscribe = () => Promise<void>;

/** Where to subscribe, and by which connection to publish. */
export interface PubSubOptions {
  readonly url: string;
  readonly logger: Logger;
  /** The connection that publishes; it stays the caller's. */
  readonly state: StateConnection;
}

/**
 * Messages between processes, at most once. A topic has any number of handlers; one that throws is
 * logged and the others still hear. What is published while a subscriber's connection is down is
 * lost to it: `onGap` tells when that may have happened, and the subscriber then reads what it
 * missed from the source of truth. Make topics with `tenantKey`.
 */
export class PubSub {
  readonly #link: RedisLink;
  readonly #state: StateConnection;
  readonly #logger: Logger;
  readonly #handlers = new Map<string, Set<MessageHandler>>();
  readonly #gapListeners = new Set<() => void>();
  #wasReady = false;

  private constructor({ url, logger, state }: PubSubOptions) {
    this.#state = state;
    this.#logger = logger;
    this.#link = new RedisLink({
      url,
      name: 'state-pubsub',
      logger,
      redis: { autoResubscribe: false, commandTimeout: COMMAND_TIMEOUT_MS },
    });
    this.#link.client.on('message', (topic: string, text: string) => {
      this.#dispatch(topic, text);
    });
    this.#link.onReady(() => void this.#resume());
  }

  /** Opens the subscribing connection. Comes back without Redis too, after two seconds. */
  static async open(options: PubSubOptions): Promise<PubSub> {
    const pubSub = new PubSub(options);
    await pubSub.#link.waitUntilReady(START_TIMEOUT_MS);
    return pubSub;
  }

  /** Sends to all subscribers there are now; throws StateUnavailable when Redis is away. */
  async publish(topic: string, message: unknown): Promise<void> {
    const text = JSON.stringify(message);
    await this.#state.run('pubsub.publish', (redis) => redis.publish(topic, text));
  }

  /**
   * Hears everything published on the topic from the moment the promise resolves. Throws
   * StateUnavailable when Redis is away; a later outage is healed and reported by `onGap`.
   */
  async subscribe(topic: string, handler: MessageHandler): Promise<Unsubscribe> {
    // ioredis sends SUBSCRIBE already while the greeting of a new connection is unanswered; the promise
    // then resolved before Redis had subscribed (seen in 4 of 150 reconnections).
    if (!this.#link.isReady) throw new StateUnavailable('pubsub.subscribe', NOT_CONNECTED);
    const handlers = this.#handlers.get(topic) ?? new Set();
    handlers.add(handler);
    this.#handlers.set(topic, handlers);
    try {
      // Also when the topic has handlers already: theirs may still be on its way to Redis.
      await this.#link.client.subscribe(topic);
    } catch (err) {
      this.#drop(topic, handler);
      throw new StateUnavailable('pubsub.subscribe', err);
    }
    return async () => {
      if (!this.#drop(topic, handler) || this.#handlers.has(topic)) return;
      // When Redis is away the subscription is gone already.
      await this.#link.client.unsubscribe(topic).catch(() => undefined);
    };
  }

  /** Calls `listener` each time messages may have been missed. */
  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener);
    return () => this.#gapListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#handlers.clear();
    this.#gapListeners.clear();
    await this.#link.close();
  }

  #drop(topic: string, handler: MessageHandler): boolean {
    const handlers = this.#handlers.get(topic);
    const wasThere = handlers?.delete(handler) ?? false;
    if (handlers?.size === 0) this.#handlers.delete(topic);
    return wasThere;
  }

  async #resume(): Promise<void> {
    const isReconnection = this.#wasReady;
    this.#wasReady = true;
    if (!isReconnection) return;
    const topics = [...this.#handlers.keys()];
    try {
      if (topics.length > 0) await this.#link.client.subscribe(...topics);
    } catch (err) {
      // The connection broke again: its next return resumes.
      this.#logger.warn({ err }, 'pubsub.not_resumed');
      return;
    }
    for (const listener of this.#gapListeners) this.#isolate('gap', listener);
  }

  #dispatch(topic: string, text: string): void {
    const handlers = this.#handlers.get(topic);
    if (handlers === undefined) return;
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch (err) {
      this.#logger.warn({ err, topic }, 'pubsub.unreadable_message');
      return;
    }
    for (const handler of handlers) this.#isolate(topic, () => handler(message));
  }

  #isolate(topic: string, run: () => void | Promise<void>): void {
    // Inside a promise, so that a handler that throws and one that rejects end alike.
    void Promise.resolve()
      .then(run)
      .catch((err: unknown) => {
        this.#logger.warn({ err, topic }, 'pubsub.listener_failed');
      });
  }
}
