import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { WriteCallExports } from '#patchbay/calls';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { Ticker } from '../ticker.js';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';

/** Writes the exports that tenants asked for, a part at a time, until none is due. */
@Injectable()
export class CallExporter implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ticker: Ticker;
  readonly #closing = new AbortController();

  constructor(
    private readonly writeCallExports: WriteCallExports,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    const everyMs = config.CALL_EXPORT_POLL_MS;
    this.#ticker = new Ticker({ name: 'calls.export', everyMs, logger }, () => this.round());
  }

  async round(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && (await this.writeCallExports.turn(signal)));
  }

  onApplicationBootstrap(): void {
    this.#ticker.start();
  }

  /** The turn under way is given back between two pages: another process goes on with it. */
  async onModuleDestroy(): Promise<void> {
    this.#closing.abort();
    await this.#ticker.stop();
  }
}
