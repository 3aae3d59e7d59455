import { randomUUID } from 'node:crypto';
import type { Logger } from '#patchbay/kernel';
import { LuaScript } from '../connection/lua-script.js';
import type { StateConnection } from '../connection/state-connection.js';
import { stateFlushes } from '../state-metrics.js';

const CHECK_MS = 500;
const KEY = 'patchbay:marker';

const READ_OR_SET = new LuaScript(`
local value = redis.call('GET', KEYS[1])
if value then return value end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
`);

/**
 * `unknown` before the first look · `intact` · `away`: Redis does not answer · `rebuilding`: its
 * content was lost and `onFlushed` has not finished yet.
 */
export type MarkerState = 'unknown' | 'intact' | 'away' | 'rebuilding';

/** What a process needs to notice a flush, and to answer it. */
export interface MarkerKeyOptions {
  readonly state: StateConnection;
  readonly logger: Logger;
  /** Puts back what this process keeps in Redis. Repeated until it succeeds. */
  readonly onFlushed: () => Promise<void>;
}

/**
 * Notices that Redis lost its content. One key holds a random value that every process remembers;
 * when the key is gone, or another process has already put a new one, the content is gone too.
 * Looked at every 500 ms and at every reconnection. `state` is `intact` only while what is in Redis
 * can be relied on.
 */
export class MarkerKey {
  readonly #options: MarkerKeyOptions;
  #state: MarkerState = 'unknown';
  #known: string | undefined;
  #mustRebuild = false;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;
  #checking: Promise<void> | undefined;

  constructor(options: MarkerKeyOptions) {
    this.#options = options;
  }

  get state(): MarkerState {
    return this.#state;
  }

  /** Looks once and goes on looking until closed. A Redis that is empty at first is not a loss. */
  async watch(): Promise<void> {
    this.#timer = setInterval(() => void this.check(), CHECK_MS);
    this.#timer.unref();
    this.#stopListening = this.#options.state.onReady(() => void this.check());
    await this.check();
  }

  /** Looks now; a call during a look joins it. */
  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopListening?.();
    await this.#checking;
  }

  async #check(): Promise<void> {
    const { state, logger } = this.#options;
    try {
      const value = (await state.runScript('marker.check', READ_OR_SET, {
        keys: [KEY],
        args: [randomUUID()],
      })) as string;
      const isFirstLook = this.#known === undefined;
      if (!isFirstLook && value !== this.#known) {
        stateFlushes.inc();
        logger.warn('state.flushed');
        this.#mustRebuild = true;
      }
      this.#known = value;
    } catch (err) {
      if (this.#state !== 'away') logger.warn({ err }, 'state.away');
      this.#state = 'away';
      return;
    }
    if (this.#mustRebuild) await this.#rebuild();
    else this.#state = 'intact';
  }

  async #rebuild(): Promise<void> {
    this.#state = 'rebuilding';
    try {
      await this.#options.onFlushed();
      this.#mustRebuild = false;
      this.#state = 'intact';
      this.#options.logger.info('state.rebuilt');
    } catch (err) {
      this.#options.logger.warn({ err }, 'state.not_rebuilt');
    }
  }
}
