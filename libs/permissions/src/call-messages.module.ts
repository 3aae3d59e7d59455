import { type DynamicModule, Module, type OnModuleDestroy, type Provider } from '@nestjs/common';
import { TenantDatabase, UseCases } from '#patchbay/database';
import { type Clock, CLOCK, type Envelope, ENVELOPE, type Logger, LOGGER } from '#patchbay/kernel';
import { GraphClient, type GraphConfig } from '#patchbay/meta';
import { CallMessenger } from './application/call-messenger.js';
import { CONSUMER_BOOK, type ConsumerBook } from './application/consumer-book.port.js';
import { CreateCallTemplate } from './application/create-call-template.js';
import type { MessageTools } from './application/prepare-call-message.js';
import { ReadCallMessage } from './application/read-call-message.js';
import { ReadFirstContactButtons } from './application/read-first-contact-buttons.js';
import { RequestCallPermission } from './application/request-call-permission.js';
import { SendCallButton } from './application/send-call-button.js';
import { SendDueMessages } from './application/send-due-messages.js';
import { DuePermissions } from './persistence/due-permissions.js';
import { SetFirstContactButton } from './application/set-first-contact-button.js';
import {
  CONSUMER_DIRECTORY,
  type ConsumerDirectory,
} from './application/consumer-directory.port.js';
import './persistence/entities.js';

export interface CallMessagesOptions {
  readonly graph: GraphConfig;
  /** Provides CONSUMER_BOOK: consumers are kept by the context of calls. */
  readonly consumers: Provider;
}

const MESSAGE_TOOLS = Symbol('MessageTools');

const MESSENGER: Provider = {
  provide: CallMessenger,
  inject: [TenantDatabase, CLOCK, ENVELOPE, LOGGER, GraphClient],
  useFactory: (...parts: [TenantDatabase, Clock, Envelope, Logger, GraphClient]) => {
    const [database, clock, envelope, logger, graph] = parts;
    return new CallMessenger({ database, clock, envelope, logger, graph });
  },
};

const TOOLS: Provider = {
  provide: MESSAGE_TOOLS,
  inject: [UseCases, CLOCK, CONSUMER_BOOK, CallMessenger],
  useFactory: (...parts: [UseCases, Clock, ConsumerBook, CallMessenger]): MessageTools => {
    const [useCases, clock, consumers, messenger] = parts;
    return { useCases, clock, consumers, messenger };
  },
};

const SENDERS: Provider[] = [
  RequestCallPermission,
  SendCallButton,
  ReadCallMessage,
  ReadFirstContactButtons,
  SetFirstContactButton,
].map((UseCase) => ({
  provide: UseCase,
  inject: [MESSAGE_TOOLS],
  useFactory: (tools: MessageTools) => new UseCase(tools),
}));

const DUE: Provider = {
  provide: SendDueMessages,
  inject: [DuePermissions, CLOCK, TenantDatabase, CallMessenger, CONSUMER_DIRECTORY, LOGGER],
  useFactory: (
    ...parts: [DuePermissions, Clock, TenantDatabase, CallMessenger, ConsumerDirectory, Logger]
  ) => {
    const [due, clock, database, messenger, consumers, logger] = parts;
    return new SendDueMessages({ due, clock, database, messenger, consumers, logger });
  },
};

const TEMPLATES: Provider = {
  provide: CreateCallTemplate,
  inject: [UseCases, TenantDatabase, CLOCK, ENVELOPE, GraphClient],
  useFactory: (...parts: [UseCases, TenantDatabase, Clock, Envelope, GraphClient]) => {
    const [useCases, database, clock, envelope, graph] = parts;
    return new CreateCallTemplate({ useCases, database, clock, envelope, graph });
  },
};

/**
 * Messages that ask consumers for calls or have a call button, and their templates. Needs the kernel
 * and database modules in the root.
 */
@Module({})
export class CallMessagesModule implements OnModuleDestroy {
  constructor(private readonly graph: GraphClient) {}

  static forRoot({ graph, consumers }: CallMessagesOptions): DynamicModule {
    return {
      module: CallMessagesModule,
      providers: [
        { provide: GraphClient, useFactory: () => new GraphClient(graph) },
        consumers,
        MESSENGER,
        TOOLS,
        ...SENDERS,
        TEMPLATES,
        DUE,
      ],
      exports: [
        RequestCallPermission,
        SendCallButton,
        ReadCallMessage,
        ReadFirstContactButtons,
        SetFirstContactButton,
        SendDueMessages,
        CreateCallTemplate,
        CallMessenger,
      ],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.graph.close();
  }
}
