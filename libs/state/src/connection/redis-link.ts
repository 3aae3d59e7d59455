import type { Logger } from '#patchbay/kernel';
import { Redis, type RedisOptions } from 'ioredis';
import { redisOutages, redisUp } from '../state-metrics.js';

const HEARTBEAT_MS = 1000;
const MISSED_HEARTBEATS = 3;
const MAX_RECONNECT_DELAY_MS = 500;
const CONNECT_TIMEOUT_MS = 2000;
const DISCONNECT_TIMEOUT_MS = 200;

/** Where to connect, and how this connection differs from the others. */
export interface RedisLinkOptions {
  readonly url: string;
  /** What the connection is for; names it in logs, metrics and `CLIENT LIST`. */
  readonly name: string;
  readonly logger: Logger;
  /**
   * False for a connection that blocks in a command, where a ping would wait behind it. Let the
   * `onSilent` of a connection to the same Redis call `reconnect` on this one.
   */
  readonly hasHeartbeat?: boolean;
  /** How often a silent peer is asked whether it is there. */
  readonly heartbeatMs?: number;
  /** Called when the peer went silent and the connection was given up. */
  readonly onSilent?: () => void;
  readonly redis?: RedisOptions;
}

/**
 * One connection to Redis that looks after itself. It reconnects for ever, at most 500 ms apart; it
 * notices a peer that took the connection and then went silent; it says once when Redis is lost and
 * once when it is back; and no error event of it is ever unhandled. By default a command fails at
 * once while Redis is away and is never sent a second time.
 */
export class RedisLink {
  readonly client: Redis;
  readonly #options: RedisLinkOptions;
  readonly #readyListeners = new Set<() => void>();
  #heartbeat: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #lostAt: number | undefined;
  #isClosed = false;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.client = new Redis(options.url, {
      connectionName: options.name,
      connectTimeout: CONNECT_TIMEOUT_MS,
      disconnectTimeout: DISCONNECT_TIMEOUT_MS,
      keepAlive: 5000,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(50 * attempt, MAX_RECONNECT_DELAY_MS),
      ...options.redis,
    });
    this.client.on('error', (err) => {
      this.#noteLoss(err);
    });
    this.client.on('close', () => {
      this.#noteLoss(undefined);
    });
    this.client.on('ready', () => {
      this.#noteAlive();
      for (const listener of this.#readyListeners) listener();
    });
    if (options.hasHeartbeat !== false) this.#startHeartbeat();
  }

  /** Whether a command would be sent now. */
  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Calls `listener` each time the connection becomes usable, also after an outage. */
  onReady(listener: () => void): () => void {
    this.#readyListeners.add(listener);
    return () => this.#readyListeners.delete(listener);
  }

  /** Resolves when the connection is usable, with false when `withinMs` passed or it was closed. */
  async waitUntilReady(withinMs: number): Promise<boolean> {
    if (this.isReady) return true;
    return new Promise<boolean>((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        stopListening();
        this.client.off('end', settle);
        resolve(this.isReady);
      };
      const timer = setTimeout(settle, withinMs);
      const stopListening = this.onReady(settle);
      this.client.once('end', settle);
    });
  }

  /** Drops the connection and opens a new one. */
  reconnect(): void {
    if (!this.#isClosed) this.client.disconnect(true);
  }

  /** Drops the connection for good, without waiting for what it was asked. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    this.#readyListeners.clear();
    redisUp.remove({ connection: this.#options.name });
    const { status } = this.client;
    const hasSocket = status === 'ready' || status === 'connect' || status === 'connecting';
    const ended = hasSocket
      ? new Promise<void>((resolve) => {
          this.client.once('end', () => {
            resolve();
          });
        })
      : Promise.resolve();
    this.client.disconnect();
    await ended;
  }

  #startHeartbeat(): void {
    this.#heartbeat = setInterval(() => {
      this.#beat();
    }, this.#options.heartbeatMs ?? HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  #beat(): void {
    const { status } = this.client;
    // While it connects, connectTimeout and retryStrategy are in charge. `connect` is the state in
    // which the peer has taken the connection and not yet answered the first command.
    if (status !== 'ready' && status !== 'connect') {
      this.#unanswered = 0;
      return;
    }
    this.#unanswered += 1;
    if (this.#unanswered > MISSED_HEARTBEATS) {
      this.#unanswered = 0;
      this.reconnect();
      this.#options.onSilent?.();
      return;
    }
    if (status !== 'ready') return;
    this.client.ping().then(
      () => {
        this.#noteAlive();
      },
      (err: unknown) => {
        this.#noteLoss(err);
      },
    );
  }

  #noteLoss(err: unknown): void {
    if (this.#isClosed || this.#lostAt !== undefined) return;
    this.#lostAt = performance.now();
    redisUp.set({ connection: this.#options.name }, 0);
    redisOutages.inc({ connection: this.#options.name });
    this.#options.logger.warn({ err, connection: this.#options.name }, 'redis.lost');
  }

  #noteAlive(): void {
    if (this.#isClosed) return;
    this.#unanswered = 0;
    redisUp.set({ connection: this.#options.name }, 1);
    if (this.#lostAt !== undefined) {
      const outageMs = Math.round(performance.now() - this.#lostAt);
      this.#lostAt = undefined;
      this.#options.logger.info({ outageMs, connection: this.#options.name }, 'redis.back');
    }
  }
}
