import { Module } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from '#patchbay/fanout';
import { type Clock, CLOCK, type Logger, LOGGER } from '#patchbay/kernel';
import { DispatchInboxEvents } from './application/dispatch-inbox-events.js';
import { FindWaitingTenants } from './application/find-waiting-tenants.js';
import { handOverEvent } from './application/hand-over-event.js';
import './persistence/entities.js';
import { InboxDatabase } from './persistence/inbox-database.js';

type DispatchTools = [TenantDatabase, Clock, Logger, DeliveryDoorbell];

/**
 * What brings Meta's events that are about no call to their contexts. Needs the kernel, database
 * and fan-out modules in the root.
 */
@Module({
  providers: [
    InboxDatabase,
    FindWaitingTenants,
    {
      provide: DispatchInboxEvents,
      inject: [TenantDatabase, CLOCK, LOGGER, DELIVERY_DOORBELL],
      useFactory: (...[database, clock, logger, doorbell]: DispatchTools) =>
        new DispatchInboxEvents({ database, clock, logger, doorbell, handOver: handOverEvent }),
    },
  ],
  exports: [DispatchInboxEvents, FindWaitingTenants],
})
export class InboxDispatchModule {}
