import { Inject, Injectable } from '@nestjs/common';
import { FoldConsumers } from '#patchbay/calls';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';
import { ExpirePermissions } from '#patchbay/permissions';

/** An end is told within its second. */
const EVERY_MS = 500;

/** Tells the ends of permissions, and keeps what people have under one id who turned out to be one. */
@Injectable()
export class PermissionKeeper extends InRounds {
  constructor(
    private readonly expire: ExpirePermissions,
    fold: FoldConsumers,
    @Inject(LOGGER) logger: Logger,
  ) {
    super();
    const options = { everyMs: EVERY_MS, logger };
    this.every({ name: 'permissions.expire', ...options }, () => expire.execute());
    this.every({ name: 'consumers.fold', ...options }, () => fold.execute());
  }

  override async onModuleDestroy(): Promise<void> {
    this.expire.close();
    await super.onModuleDestroy();
  }
}
