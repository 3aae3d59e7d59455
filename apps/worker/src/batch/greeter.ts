import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { OutboxRelay, type RelayedEvent } from '#patchbay/database';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { MESSAGE_DUE, SendDueMessage } from '#patchbay/permissions';
import { z } from 'zod';
import { Ticker } from '../ticker.js';

const EVERY_MS = 250;
const AT_ONCE = 20;

const payloadSchema = z.object({ messageId: z.uuid() });

/** Sends the call buttons of first contacts, which the inbox has kept. */
@Injectable()
export class Greeter implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ticker: Ticker;

  constructor(
    private readonly relay: OutboxRelay,
    private readonly sendDue: SendDueMessage,
    @Inject(LOGGER) logger: Logger,
  ) {
    const options = { name: 'permissions.greet', everyMs: EVERY_MS, logger };
    this.#ticker = new Ticker(options, () => this.greetAll());
  }

  async greetAll(): Promise<void> {
    let sent: number;
    do {
      sent = await this.relay.relay([MESSAGE_DUE], AT_ONCE, (event) => this.#send(event));
    } while (sent === AT_ONCE);
  }

  onApplicationBootstrap(): void {
    this.#ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#ticker.stop();
    await this.sendDue.close();
  }

  #send({ tenantId, payload }: RelayedEvent): Promise<void> {
    return this.sendDue.execute(tenantId, payloadSchema.parse(payload).messageId);
  }
}
