import { type DynamicModule, Module } from '@nestjs/common';
import { type IngestConfig, IngestModule } from '#patchbay/inbox';
import { MetaWebhookListener } from './meta-webhook.listener.js';

/** The role `ingest`: takes Meta's webhooks. Needs the module of the allowed addresses in the root. */
@Module({})
export class WebhooksApiModule {
  static forRoot(config: IngestConfig): DynamicModule {
    return {
      module: WebhooksApiModule,
      imports: [IngestModule.forRoot(config)],
      providers: [MetaWebhookListener],
      exports: [MetaWebhookListener],
    };
  }
}
