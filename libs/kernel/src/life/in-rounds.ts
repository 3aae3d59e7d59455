import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Ticker, type TickerOptions } from '../concurrency/ticker.js';

/**
 * A part of a process that works in rounds from its start to its end, such as a poller. Closing waits
 * for the rounds that are under way.
 */
export abstract class InRounds implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #tickers: Ticker[] = [];

  /** Adds a kind of round: to be called by the constructor. */
  protected every(options: TickerOptions, round: () => Promise<unknown>): void {
    const ticker = new Ticker(options, async () => {
      await round();
    });
    this.#tickers.push(ticker);
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.#tickers) ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#tickers.map((ticker) => ticker.stop()));
  }
}
