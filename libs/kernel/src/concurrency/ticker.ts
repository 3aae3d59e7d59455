import type { Logger } from '../logging/logger.js';

export interface TickerOptions {
  /** How log lines name the work. */
  readonly name: string;
  /** Pause between the end of one round and the start of the next, milliseconds. */
  readonly everyMs: number;
  readonly logger: Logger;
}

/**
 * Does something again and again, one round at a time. A round that fails is told once, until one
 * succeeds again; the next round comes all the same.
 */
export class Ticker {
  readonly #options: TickerOptions;
  readonly #round: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #current: Promise<void> = Promise.resolve();
  #isStopped = false;
  #isFailing = false;

  constructor(options: TickerOptions, round: () => Promise<void>) {
    this.#options = options;
    this.#round = round;
  }

  start(): void {
    this.#current = this.#run();
  }

  /** Starts no further round and waits for the one that runs. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#current;
  }

  async #run(): Promise<void> {
    const { name, everyMs, logger } = this.#options;
    try {
      await this.#round();
      if (this.#isFailing) logger.info({ ticker: name }, 'ticker.recovered');
      this.#isFailing = false;
    } catch (err) {
      if (!this.#isFailing) logger.warn({ err, ticker: name }, 'ticker.failing');
      this.#isFailing = true;
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.start();
    }, everyMs);
  }
}
