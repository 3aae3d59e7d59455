import { type DynamicModule, Module } from '@nestjs/common';
import { Consumers } from '#patchbay/calls';
import type { GraphConfig } from '#patchbay/meta';
import { NumbersModule } from '#patchbay/numbers';
import { CallMessagesModule, CONSUMER_BOOK } from '#patchbay/permissions';
import { CallDeepLinkResolver } from './call-deep-link.resolver.js';
import { ConsumerMessageResolver } from './consumer-message.resolver.js';
import { CreateCallTemplateResolver } from './create-call-template.resolver.js';
import { FirstContactButtonLoader } from './first-contact-button.loader.js';
import { FirstContactButtonResolver } from './first-contact-button.resolver.js';
import { RequestCallPermissionResolver } from './request-call-permission.resolver.js';
import { SendCallButtonResolver } from './send-call-button.resolver.js';
import { SetFirstContactButtonResolver } from './set-first-contact-button.resolver.js';

/** Asking consumers for calls, and being called by them. Consumers come from CallsModule in the root. */
@Module({})
export class CallMessagesApiModule {
  static forRoot(graph: GraphConfig): DynamicModule {
    const consumers = { provide: CONSUMER_BOOK, useExisting: Consumers };
    return {
      module: CallMessagesApiModule,
      imports: [NumbersModule, CallMessagesModule.forRoot({ graph, consumers })],
      providers: [
        RequestCallPermissionResolver,
        SendCallButtonResolver,
        CreateCallTemplateResolver,
        CallDeepLinkResolver,
        ConsumerMessageResolver,
        SetFirstContactButtonResolver,
        FirstContactButtonLoader,
        FirstContactButtonResolver,
      ],
    };
  }
}
