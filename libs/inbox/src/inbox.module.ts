import { Module } from '@nestjs/common';
import { Consumers } from '#patchbay/calls';
import { type Clock, CLOCK, type Envelope, ENVELOPE, type Logger, LOGGER } from '#patchbay/kernel';
import { Doorbell } from '#patchbay/queue';
import { AcceptWebhook } from './application/accept-webhook.js';
import { DayKeys } from './application/day-keys.js';
import { KeepCallEvent } from './application/keep-call-event.js';
import { MetaApps } from './application/meta-apps.js';
import { VerifyWebhook } from './application/verify-webhook.js';
import './persistence/entities.js';
import { InboxDatabase } from './persistence/inbox-database.js';

type AcceptTools = [MetaApps, InboxDatabase, DayKeys, KeepCallEvent, Doorbell, Clock, Logger];

/** Ingest of Meta's webhooks. Needs the kernel, database, queue and calls modules in the root. */
@Module({
  providers: [
    InboxDatabase,
    MetaApps,
    {
      provide: DayKeys,
      inject: [ENVELOPE, CLOCK],
      useFactory: (envelope: Envelope, clock: Clock) => new DayKeys(envelope, clock),
    },
    {
      provide: KeepCallEvent,
      inject: [CLOCK, ENVELOPE, Consumers],
      useFactory: (clock: Clock, envelope: Envelope, consumers: Consumers) =>
        new KeepCallEvent({ clock, envelope, consumers }),
    },
    {
      provide: AcceptWebhook,
      inject: [MetaApps, InboxDatabase, DayKeys, KeepCallEvent, Doorbell, CLOCK, LOGGER],
      useFactory: (...tools: AcceptTools) => {
        const [apps, database, keys, keepCallEvent, doorbell, clock, logger] = tools;
        return new AcceptWebhook({
          apps,
          database,
          keys,
          keepCallEvent,
          doorbell,
          clock,
          logger,
        });
      },
    },
    VerifyWebhook,
  ],
  exports: [AcceptWebhook, VerifyWebhook],
})
export class InboxModule {}
