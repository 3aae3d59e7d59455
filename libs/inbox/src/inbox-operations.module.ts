import { Module } from '@nestjs/common';
import { PlatformDatabase, PlatformRequests, StaffDatabase } from '#patchbay/database';
import { type Clock, CLOCK } from '#patchbay/kernel';
import { OnboardingModule } from '#patchbay/onboarding';
import { Doorbell } from '#patchbay/queue';
import { ClaimQuarantinedNumber, NumberBinding } from './application/claim-quarantined-number.js';
import { ListInboxEvents } from './application/list-inbox-events.js';
import { ListQuarantinedEvents } from './application/list-quarantined-events.js';
import { QuarantineReplayer } from './application/quarantine-replayer.js';
import { ReplayInboxEvents } from './application/replay-inbox-events.js';
import { InboxModule } from './inbox.module.js';

type ReplayTools = [
  PlatformRequests,
  PlatformDatabase,
  StaffDatabase,
  QuarantineReplayer,
  Doorbell,
  Clock,
];

/** What staff does with the inbox. Needs kernel, database, queue and calls modules in the root. */
@Module({
  imports: [InboxModule, OnboardingModule],
  providers: [
    ListInboxEvents,
    ListQuarantinedEvents,
    QuarantineReplayer,
    NumberBinding,
    ClaimQuarantinedNumber,
    {
      provide: ReplayInboxEvents,
      inject: [
        PlatformRequests,
        PlatformDatabase,
        StaffDatabase,
        QuarantineReplayer,
        Doorbell,
        CLOCK,
      ],
      useFactory: (...tools: ReplayTools) => {
        const [requests, platform, staffDatabase, quarantine, doorbell, clock] = tools;
        return new ReplayInboxEvents({
          requests,
          platform,
          staffDatabase,
          quarantine,
          doorbell,
          clock,
        });
      },
    },
  ],
  exports: [ListInboxEvents, ListQuarantinedEvents, ReplayInboxEvents, ClaimQuarantinedNumber],
})
export class InboxOperationsModule {}
