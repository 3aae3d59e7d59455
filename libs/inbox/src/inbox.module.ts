import { type DynamicModule, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { Consumers } from '#patchbay/calls';
import { type Clock, CLOCK, type Envelope, ENVELOPE, type Logger, LOGGER } from '#patchbay/kernel';
import { Doorbell } from '#patchbay/queue';
import { AcceptWebhook } from './application/accept-webhook.js';
import { DayKeys } from './application/day-keys.js';
import { KEEP_PARTS } from './application/keep-parts.js';
import type { KeepWebhooksParts } from './application/keep-webhooks.js';
import { MetaApps } from './application/meta-apps.js';
import { VerifyWebhook } from './application/verify-webhook.js';
import { INGEST_CONFIG, type IngestConfig } from './ingest.config.js';
import './persistence/entities.js';
import { InboxDatabase } from './persistence/inbox-database.js';

/** What keeping Meta's events takes. Needs the kernel, database and calls modules in the root. */
@Module({
  providers: [
    InboxDatabase,
    {
      provide: DayKeys,
      inject: [ENVELOPE, CLOCK],
      useFactory: (envelope: Envelope, clock: Clock) => new DayKeys(envelope, clock),
    },
    {
      provide: KEEP_PARTS,
      inject: [CLOCK, ENVELOPE, Consumers, DayKeys],
      useFactory: (...tools: [Clock, Envelope, Consumers, DayKeys]): KeepWebhooksParts => {
        const [clock, envelope, consumers, keys] = tools;
        return { clock, envelope, consumers, keys };
      },
    },
  ],
  exports: [InboxDatabase, DayKeys, KEEP_PARTS],
})
export class InboxModule {}

type AcceptTools = [
  IngestConfig,
  MetaApps,
  InboxDatabase,
  Doorbell,
  Clock,
  Logger,
  KeepWebhooksParts,
];

/** Ingest of Meta's webhooks. Needs the queue module in the root, too. */
@Module({})
export class IngestModule implements BeforeApplicationShutdown {
  constructor(private readonly acceptWebhook: AcceptWebhook) {}

  static forRoot(config: IngestConfig): DynamicModule {
    return {
      module: IngestModule,
      imports: [InboxModule],
      providers: [
        { provide: INGEST_CONFIG, useValue: config },
        MetaApps,
        {
          provide: AcceptWebhook,
          inject: [INGEST_CONFIG, MetaApps, InboxDatabase, Doorbell, CLOCK, LOGGER, KEEP_PARTS],
          useFactory: (...tools: AcceptTools) => {
            const [given, apps, database, doorbell, clock, logger, keep] = tools;
            return new AcceptWebhook({
              config: given,
              apps,
              database,
              doorbell,
              clock,
              logger,
              keep,
            });
          },
        },
        VerifyWebhook,
      ],
      exports: [AcceptWebhook, VerifyWebhook],
    };
  }

  /** While the server still listens: what was taken is committed and answered, newcomers get 503. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.acceptWebhook.close();
  }
}
