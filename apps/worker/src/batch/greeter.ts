import { Inject, Injectable } from '@nestjs/common';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';
import { SendDueMessages } from '#patchbay/permissions';

const EVERY_MS = 250;

/** Sends the call buttons of first contacts, which the inbox has kept. */
@Injectable()
export class Greeter extends InRounds {
  constructor(
    private readonly sendDue: SendDueMessages,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    this.every({ name: 'permissions.greet', everyMs: EVERY_MS, logger }, () => sendDue.execute());
  }

  override async onModuleDestroy(): Promise<void> {
    await super.onModuleDestroy();
    await this.sendDue.close();
  }
}
