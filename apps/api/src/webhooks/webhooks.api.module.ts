import { Module } from '@nestjs/common';
import { InboxModule } from '#patchbay/inbox';
import { MetaWebhookController } from './meta-webhook.controller.js';

/** The role `ingest`: takes Meta's webhooks. */
@Module({ imports: [InboxModule], controllers: [MetaWebhookController] })
export class WebhooksApiModule {}
