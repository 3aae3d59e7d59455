import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { SendDueMessages } from '#patchbay/permissions';
import { Ticker } from '../ticker.js';

const EVERY_MS = 250;

/** Sends the call buttons of first contacts, which the inbox has kept. */
@Injectable()
export class Greeter implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ticker: Ticker;

  constructor(
    private readonly sendDue: SendDueMessages,
    @Inject(LOGGER) logger: Logger,
  ) {
    const options = { name: 'permissions.greet', everyMs: EVERY_MS, logger };
    this.#ticker = new Ticker(options, async () => {
      await sendDue.execute();
    });
  }

  onApplicationBootstrap(): void {
    this.#ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#ticker.stop();
    await this.sendDue.close();
  }
}
