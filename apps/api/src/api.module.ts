import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { callsJobs, CallsModule } from '#patchbay/calls';
import { FanoutModule, fanoutJobs, FollowEventsModule } from '#patchbay/fanout';
import { IdentityModule } from '#patchbay/identity';
import { AddressModule, inboxJobs } from '#patchbay/inbox';
import type { Clock, Logger } from '#patchbay/kernel';
import { QUEUE_NAMES, QueueModule } from '#patchbay/queue';
import { StorageModule } from '#patchbay/storage';
import { API_CONFIG, type ApiConfig } from './api.config.js';
import { AdmissionApiModule } from './admission/admission.api.module.js';
import { AuthApiModule } from './auth/auth.api.module.js';
import { BillingApiModule } from './billing/billing.api.module.js';
import { CallRescuer } from './calls/call-rescuer.js';
import { CallsApiModule } from './calls/calls.api.module.js';
import { FanoutApiModule } from './fanout/fanout.api.module.js';
import { graphqlOptions } from './graphql/graphql-options.js';
import { IdentityApiModule } from './identity/identity.api.module.js';
import { InboxApiModule } from './inbox/inbox.api.module.js';
import { CallMessagesApiModule } from './permissions/call-messages.api.module.js';
import { PermissionsApiModule } from './permissions/permissions.api.module.js';
import { TenantsApiModule } from './tenants/tenants.api.module.js';
import { WebhooksApiModule } from './webhooks/webhooks.api.module.js';

export interface ApiParts {
  readonly config: ApiConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Imports = NonNullable<ModuleMetadata['imports']>;

/** Modules of the role `graphql`: one per context, and the token endpoint. */
const GRAPHQL_MODULES: Imports = [
  AuthApiModule,
  IdentityApiModule,
  TenantsApiModule,
  CallsApiModule,
  AdmissionApiModule,
  FanoutApiModule,
  BillingApiModule,
  PermissionsApiModule,
  InboxApiModule,
];

/** The API process, playing the roles it was told to. It rings for the workers and works no queue. */
@Module({})
export class ApiModule {
  static forRoot({ config, logger }: ApiParts, base: Imports): DynamicModule {
    const isProduction = config.process.NODE_ENV === 'production';
    const graphql = [
      GraphQLModule.forRoot(graphqlOptions({ isProduction, logger })),
      IdentityModule.forRoot(config.identity),
      FollowEventsModule.forRoot({ stateUrl: config.state.REDIS_STATE_URL }),
      ...GRAPHQL_MODULES,
      CallMessagesApiModule.forRoot(config.graph),
    ];
    const ingest = [
      AddressModule.forRoot(config.address),
      WebhooksApiModule.forRoot(config.ingest),
    ];
    const { API_ROLES } = config.api;
    return {
      module: ApiModule,
      imports: [
        ...base,
        QueueModule.forRoot({
          redisUrl: config.queue.REDIS_QUEUE_URL,
          logger,
          jobs: [...callsJobs, ...fanoutJobs, ...inboxJobs],
          queues: [...QUEUE_NAMES],
          consume: [],
        }),
        StorageModule.forRoot(config.storage),
        FanoutModule.forRoot(config.fanout),
        CallsModule.forRoot({ graph: config.graph, stateUrl: config.state.REDIS_STATE_URL }),
        ...(API_ROLES.includes('graphql') ? graphql : []),
        ...(API_ROLES.includes('ingest') ? ingest : []),
      ],
      providers: [
        { provide: API_CONFIG, useValue: config },
        // A process that is there to take webhooks in does nothing else with its processor.
        ...(API_ROLES.includes('graphql') ? [CallRescuer] : []),
      ],
    };
  }
}
