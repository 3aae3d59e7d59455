import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { FetchCallMedia } from '#patchbay/calls';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { Ticker } from '../ticker.js';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';

/** Fetches the files of calls that Meta told of, again and again until none is due. */
@Injectable()
export class CallMediaFetcher implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ticker: Ticker;

  constructor(
    private readonly fetchCallMedia: FetchCallMedia,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    const everyMs = config.CALL_MEDIA_POLL_MS;
    this.#ticker = new Ticker({ name: 'calls.media', everyMs, logger }, () => this.round());
  }

  async round(): Promise<void> {
    await this.fetchCallMedia.execute();
  }

  onApplicationBootstrap(): void {
    this.#ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#ticker.stop();
  }
}
