import { Inject, Injectable } from '@nestjs/common';
import { RenewSlots } from '#patchbay/admission';
import { InRounds, type Logger, LOGGER } from '#patchbay/kernel';

/** A third of a lease's life. */
const EVERY_MS = 5000;

/** Keeps the leases of live calls from running out. */
@Injectable()
export class SlotKeeper extends InRounds {
  constructor(renew: RenewSlots, @Inject(LOGGER) logger: Logger) {
    super();
    this.every({ name: 'signalling.slots', everyMs: EVERY_MS, logger }, () => renew.execute());
  }
}
