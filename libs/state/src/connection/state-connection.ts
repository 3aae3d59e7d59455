import type { Logger } from '#patchbay/kernel';
import type { Redis } from 'ioredis';
import type { LuaScript } from './lua-script.js';
import { RedisLink } from './redis-link.js';
import { isRefusal, NOT_CONNECTED, StateUnavailable } from './state-unavailable.js';
import { COMMAND_TIMEOUT_MS, START_TIMEOUT_MS } from './timeouts.js';

/** Where the state Redis is, and who hears about its outages. */
export interface StateConnectionOptions {
  readonly url: string;
  readonly logger: Logger;
  readonly name?: string;
}

/**
 * The process's connection for leases, the node registry and the marker. Every question is answered
 * within 250 ms or fails with StateUnavailable; nothing waits for Redis to come back.
 */
export class StateConnection {
  readonly #link: RedisLink;

  private constructor(options: StateConnectionOptions) {
    this.#link = new RedisLink({
      url: options.url,
      name: options.name ?? 'state',
      logger: options.logger,
      redis: { commandTimeout: COMMAND_TIMEOUT_MS },
    });
  }

  /** Opens the connection. Comes back without Redis too, after two seconds: it may return later. */
  static async open(options: StateConnectionOptions): Promise<StateConnection> {
    const connection = new StateConnection(options);
    await connection.#link.waitUntilReady(START_TIMEOUT_MS);
    return connection;
  }

  get isReady(): boolean {
    return this.#link.isReady;
  }

  /** Calls `listener` at every (re)connection. */
  onReady(listener: () => void): () => void {
    return this.#link.onReady(listener);
  }

  /** Runs commands; throws StateUnavailable when Redis is away, the reply error when it refuses. */
  async run<T>(operation: string, use: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.#link.isReady) throw new StateUnavailable(operation, NOT_CONNECTED);
    try {
      return await use(this.#link.client);
    } catch (err) {
      if (isRefusal(err)) throw err;
      throw new StateUnavailable(operation, err);
    }
  }

  /** Runs one script atomically. */
  async runScript(
    operation: string,
    script: LuaScript,
    { keys, args }: { keys: readonly string[]; args: readonly (string | number)[] },
  ): Promise<unknown> {
    return this.run(operation, (redis) => script.run(redis, keys, args));
  }

  async close(): Promise<void> {
    await this.#link.close();
  }
}
