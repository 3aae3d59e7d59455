import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK } from '#patchbay/kernel';
import { InboxDatabase } from '../persistence/inbox-database.js';
import { waitingTenantIds } from '../persistence/inbox-event.repository.js';

const AT_ONCE = 200;

/** Finds the tenants whose events no doorbell announced, or whose retry has come. */
@Injectable()
export class FindWaitingTenants {
  constructor(
    private readonly database: InboxDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(): Promise<string[]> {
    return this.database.run((tx) => waitingTenantIds(tx, this.clock.now(), AT_ONCE));
  }
}
