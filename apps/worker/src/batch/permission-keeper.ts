import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { FoldConsumers } from '#patchbay/calls';
import { type Logger, LOGGER } from '#patchbay/kernel';
import { ExpirePermissions } from '#patchbay/permissions';
import { Ticker } from '../ticker.js';

/** An end is told within its second. */
const EVERY_MS = 500;

/** Tells the ends of permissions, and keeps what people have under one id who turned out to be one. */
@Injectable()
export class PermissionKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #tickers: readonly Ticker[];

  constructor(
    private readonly expire: ExpirePermissions,
    fold: FoldConsumers,
    @Inject(LOGGER) logger: Logger,
  ) {
    const work = { 'permissions.expire': expire, 'consumers.fold': fold };
    this.#tickers = Object.entries(work).map(
      ([name, each]) =>
        new Ticker({ name, everyMs: EVERY_MS, logger }, async () => {
          await each.execute();
        }),
    );
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.#tickers) ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.expire.close();
    await Promise.all(this.#tickers.map((ticker) => ticker.stop()));
  }
}
