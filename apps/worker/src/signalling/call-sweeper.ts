import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { SweepCalls } from '#patchbay/calls';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { Ticker } from '../ticker.js';
import { WORKER_CONFIG, type WorkerConfig } from '../worker.config.js';

/** Looks for calls that no doorbell announced, again and again. */
@Injectable()
export class CallSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ticker: Ticker;

  constructor(
    sweep: SweepCalls,
    @Inject(WORKER_CONFIG) config: WorkerConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    const everyMs = config.SIGNALLING_SWEEP_MS;
    this.#ticker = new Ticker({ name: 'signalling.sweep', everyMs, logger }, () => sweep.execute());
  }

  onApplicationBootstrap(): void {
    this.#ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#ticker.stop();
  }
}
