import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { RescueCalls } from '#patchbay/calls';
import { type Logger, LOGGER, Ticker } from '#patchbay/kernel';
import { API_CONFIG, type ApiConfig } from '../api.config.js';

const EVERY_MS = 1000;

/** Looks for calls that have no signalling process any more, again and again. */
@Injectable()
export class CallRescuer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ticker: Ticker;

  constructor(
    rescue: RescueCalls,
    @Inject(API_CONFIG) { api }: ApiConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    const lateMs = api.CALLS_RESCUE_AFTER_MS;
    const options = { name: 'calls.rescue', everyMs: EVERY_MS, logger };
    this.#ticker = new Ticker(options, () => rescue.execute(lateMs));
  }

  onApplicationBootstrap(): void {
    this.#ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#ticker.stop();
  }
}
