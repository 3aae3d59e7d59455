import {
  type DynamicModule,
  Inject,
  Module,
  type OnModuleDestroy,
  type Provider,
} from '@nestjs/common';
import {
  Admission,
  ADMISSION_PROVIDERS,
  AdmissionRules,
  RenewSlots,
  SlotBook,
} from '#patchbay/admission';
import { TenantDatabase } from '#patchbay/database';
import { CALL_READER } from '#patchbay/fanout';
import { CLOCK, type Envelope, ENVELOPE, type Logger, LOGGER } from '#patchbay/kernel';
import { GraphClient, type GraphConfig } from '#patchbay/meta';
import {
  CONSUMER_DIRECTORY,
  DuePermissions,
  ExpirePermissions,
  ListPermissions,
  PERMISSION_PROVIDERS,
  PermissionDoubts,
  ShowPermission,
} from '#patchbay/permissions';
import { RpcClient } from '#patchbay/rpc';
import { StateConnection } from '#patchbay/state';
import { AcceptCall } from './application/accept-call.js';
import { AdmitCall } from './application/admit-call.js';
import { CanCall } from './application/can-call.js';
import { CallPump } from './application/call-pump.js';
import { KnownConsumers } from './application/consumer-directory.js';
import { Consumers } from './application/consumers.js';
import { ExportSupportBundle } from './application/export-support-bundle.js';
import { FoldConsumers } from './application/fold-consumers.js';
import { RejectCall, TerminateCall } from './application/hang-up.js';
import { ListCalls, LiveCalls, PlatformLiveCalls } from './application/list-calls.js';
import { PlaceCall } from './application/place-call.js';
import { PlacingRequests } from './application/placing-requests.js';
import { PreAcceptCall } from './application/pre-accept-call.js';
import { ReadCallParts } from './application/read-call-parts.js';
import { CallDetails, CallTimeline, FindCall } from './application/read-calls.js';
import { ReadNumberRoutes } from './application/read-number-routes.js';
import { ReportMedia } from './application/report-media.js';
import { RequestTurns } from './application/request-turns.js';
import { RescueCalls } from './application/rescue-calls.js';
import { SetNumberRoute } from './application/set-number-route.js';
import { SuppressConsumer } from './application/suppress-consumer.js';
import { SweepCalls } from './application/sweep-calls.js';
import { ENGINE, GRAPH_CONFIG, SIGNALLING } from './call-engine.providers.js';
import { madeOf } from './made-of.js';
import './persistence/entities.js';
import { MergedConsumers } from './persistence/merged-consumers.js';

export interface CallsOptions {
  readonly graph: GraphConfig;
  readonly stateUrl: string;
}

interface Closable {
  close(): Promise<void>;
}

/** What ends with the process, in this order: what others still use goes last. */
const CLOSED = Symbol('Closed');
const CLOSING: Provider = {
  provide: CLOSED,
  inject: [CallPump, SlotBook, GraphClient, RpcClient, StateConnection],
  useFactory: (...parts: Closable[]) => parts,
};

const CONSUMERS: Provider = {
  provide: CONSUMER_DIRECTORY,
  inject: [Consumers, ENVELOPE],
  useFactory: (consumers: Consumers, envelope: Envelope) => new KnownConsumers(consumers, envelope),
};

const FOLDING: Provider[] = [
  MergedConsumers,
  madeOf(FoldConsumers, {
    merged: MergedConsumers,
    database: TenantDatabase,
    clock: CLOCK,
    logger: LOGGER,
    book: SlotBook,
  }),
];

const USE_CASES = [
  RequestTurns,
  PlacingRequests,
  AdmitCall,
  CanCall,
  SuppressConsumer,
  PlaceCall,
  PreAcceptCall,
  AcceptCall,
  RejectCall,
  TerminateCall,
  FindCall,
  ListCalls,
  LiveCalls,
  PlatformLiveCalls,
  ExportSupportBundle,
  CallTimeline,
  CallDetails,
  SetNumberRoute,
  ReadNumberRoutes,
];

/**
 * Calls: their state, the commands to Meta and to media nodes, and what tenants may do. Import it
 * once, in a process's root, beside the kernel, database, queue and fan-out modules.
 */
@Module({})
export class CallsModule implements OnModuleDestroy {
  constructor(@Inject(CLOSED) private readonly closed: readonly Closable[]) {}

  static forRoot({ graph, stateUrl }: CallsOptions): DynamicModule {
    const callReader = {
      provide: CALL_READER,
      inject: [ENVELOPE],
      useFactory: (envelope: Envelope) => new ReadCallParts(envelope),
    };
    return {
      module: CallsModule,
      global: true,
      providers: [
        { provide: GRAPH_CONFIG, useValue: graph },
        {
          provide: StateConnection,
          inject: [LOGGER],
          useFactory: (logger: Logger) => StateConnection.open({ url: stateUrl, logger }),
        },
        ...ADMISSION_PROVIDERS,
        CONSUMERS,
        ...PERMISSION_PROVIDERS,
        ...ENGINE,
        CLOSING,
        ...SIGNALLING,
        ...FOLDING,
        ...USE_CASES,
        callReader,
      ],
      exports: [
        StateConnection,
        Admission,
        AdmissionRules,
        RenewSlots,
        CallPump,
        Consumers,
        CONSUMER_DIRECTORY,
        DuePermissions,
        ExpirePermissions,
        FoldConsumers,
        GraphClient,
        ListPermissions,
        PermissionDoubts,
        ShowPermission,
        ReportMedia,
        SweepCalls,
        RescueCalls,
        CALL_READER,
        ...USE_CASES,
      ],
    };
  }

  async onModuleDestroy(): Promise<void> {
    for (const part of this.closed) await part.close();
  }
}
