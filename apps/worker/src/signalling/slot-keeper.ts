import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { RenewSlots } from '#patchbay/admission';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { Ticker } from '../ticker.js';

/** A third of a lease's life. */
const EVERY_MS = 5000;

/** Keeps the leases of live calls from running out. */
@Injectable()
export class SlotKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ticker: Ticker;

  constructor(renew: RenewSlots, @Inject(LOGGER) logger: Logger) {
    const options = { name: 'signalling.slots', everyMs: EVERY_MS, logger };
    this.#ticker = new Ticker(options, () => renew.execute());
  }

  onApplicationBootstrap(): void {
    this.#ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#ticker.stop();
  }
}
