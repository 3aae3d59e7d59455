import type { Logger } from '#patchbay/kernel';
import { RedisLink } from '#patchbay/state';
import type { Redis } from 'ioredis';
import type { QueueName } from '../queue-names.js';

/** The roles that Bull asks a connection for. */
export type BullRole = 'client' | 'subscriber' | 'bclient';

// Bull adds an error listener per queue to the connections that its queues share.
const MAX_LISTENERS = 100;

/** Commands a reconnecting worker keeps before it gives them up: about four seconds' worth. */
const WORKER_RETRIES = 10;

/**
 * The connections of the queues that this process consumes: one for commands and one for events,
 * shared by all queues, and one per queue that waits in Redis for the next job. They are ours and
 * not Bull's, so that closing need not wait for a blocked one (500 ms each, Bull 4.16), a peer that
 * went silent is noticed, and an outage is logged once and not once per queue.
 */
export class BullConnections {
  readonly #url: string;
  readonly #logger: Logger;
  #commands: RedisLink | undefined;
  #events: RedisLink | undefined;
  readonly #blocking = new Map<QueueName, RedisLink>();

  constructor(url: string, logger: Logger) {
    this.#url = url;
    this.#logger = logger;
  }

  /** The connection by which workers take, renew and finish jobs. */
  get commands(): RedisLink {
    this.#commands ??= this.#open('queue-worker', {
      enableReadyCheck: true,
      maxRetriesPerRequest: WORKER_RETRIES,
    });
    return this.#commands;
  }

  /** Bull's `createClient` for one queue. */
  for(queue: QueueName, role: BullRole): Redis {
    if (role === 'client') return this.commands.client;
    if (role === 'subscriber') {
      this.#events ??= this.#open('queue-events', {});
      return this.#events.client;
    }
    const link = this.#blocking.get(queue) ?? this.#open(bullWorkerName(queue), {});
    this.#blocking.set(queue, link);
    return link.client;
  }

  /**
   * Opens what a queue's worker will need. Bull asks for it only after some waiting of its own; a
   * process that closed meanwhile would then open connections that nobody closes.
   */
  openFor(queue: QueueName): void {
    this.for(queue, 'subscriber');
    this.for(queue, 'bclient');
  }

  /** Cuts the connections that wait for jobs, so that nothing new is taken. */
  async interrupt(): Promise<void> {
    await Promise.all(
      [...this.#blocking.values()].map((link) => {
        // A closing Bull disconnects this one and connects it again, for nothing.
        link.client.connect = () => Promise.resolve();
        return link.close();
      }),
    );
  }

  async close(): Promise<void> {
    await this.interrupt();
    await Promise.all([this.#commands?.close(), this.#events?.close()]);
  }

  #open(
    name: string,
    redis: { enableReadyCheck?: boolean; maxRetriesPerRequest?: number },
  ): RedisLink {
    const isWatched = redis.enableReadyCheck === true;
    const link = new RedisLink({
      url: this.#url,
      name,
      logger: this.#logger,
      hasHeartbeat: isWatched,
      onSilent: () => {
        this.#reconnectUnwatched();
      },
      redis: {
        enableOfflineQueue: true,
        autoResendUnfulfilledCommands: true,
        // Bull refuses any other value for connections that block or subscribe.
        enableReadyCheck: false,
        maxRetriesPerRequest: null,
        ...redis,
      },
    });
    link.client.setMaxListeners(MAX_LISTENERS);
    return link;
  }

  #reconnectUnwatched(): void {
    this.#events?.reconnect();
    for (const link of this.#blocking.values()) link.reconnect();
  }
}

/** The name by which Bull's own tools recognise the workers of a queue. */
function bullWorkerName(queue: QueueName): string {
  return `bull:${Buffer.from(queue).toString('base64')}`;
}
