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
import { TenantDatabase, UseCases } from '#patchbay/database';
import { DELIVERY_DOORBELL, type DeliveryDoorbell, CALL_READER } from '#patchbay/fanout';
import {
  type Clock,
  CLOCK,
  type Envelope,
  ENVELOPE,
  type Logger,
  LOGGER,
  type ProcessConfig,
  PROCESS_CONFIG,
  type Secrets,
  SECRETS,
} from '#patchbay/kernel';
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
import { MediaClient, RpcClient } from '#patchbay/rpc';
import { NodeRegistry, StateConnection } from '#patchbay/state';
import { AcceptCall } from './application/accept-call.js';
import { AdmitCall } from './application/admit-call.js';
import { AdvanceCall } from './application/advance-call.js';
import { CanCall } from './application/can-call.js';
import { CallCommands } from './application/call-commands.js';
import { CallPolicies } from './application/call-policies.js';
import { CallPump } from './application/call-pump.js';
import { KnownConsumers } from './application/consumer-directory.js';
import { Consumers } from './application/consumers.js';
import { FoldConsumers } from './application/fold-consumers.js';
import { GraphEffects } from './application/graph-effects.js';
import { RejectCall, TerminateCall } from './application/hang-up.js';
import { MediaEffects } from './application/media-effects.js';
import { MediaNodes } from './application/media-nodes.js';
import { MediaOwners } from './application/media-owners.js';
import { PermissionOfCall } from './application/permission-of-call.js';
import { PlaceCall } from './application/place-call.js';
import { PlacingRequests } from './application/placing-requests.js';
import { PreAcceptCall } from './application/pre-accept-call.js';
import { ReadCallParts } from './application/read-call-parts.js';
import { ExportSupportBundle } from './application/export-support-bundle.js';
import { ListCalls, LiveCalls, PlatformLiveCalls } from './application/list-calls.js';
import { CallDetails, CallTimeline, FindCall } from './application/read-calls.js';
import { ReadNumberRoutes } from './application/read-number-routes.js';
import { ReportMedia } from './application/report-media.js';
import { RescueCalls } from './application/rescue-calls.js';
import { RequestTurns } from './application/request-turns.js';
import { SlotOfCall } from './application/slot-of-call.js';
import { SetNumberRoute } from './application/set-number-route.js';
import { SuppressConsumer } from './application/suppress-consumer.js';
import { SweepCalls } from './application/sweep-calls.js';
import { UsageOfCall } from './application/usage-of-call.js';
import './persistence/entities.js';
import { MergedConsumers } from './persistence/merged-consumers.js';
import { OverlookedCalls } from './persistence/sweep.repository.js';

export interface CallsOptions {
  readonly graph: GraphConfig;
  readonly stateUrl: string;
}

const GRAPH_CONFIG = Symbol('GraphConfig');

type Tools = [TenantDatabase, Clock, Envelope, Logger];
const TOOLS = [TenantDatabase, CLOCK, ENVELOPE, LOGGER];

const ENGINE: Provider[] = [
  {
    provide: RpcClient,
    inject: [PROCESS_CONFIG],
    useFactory: (config: ProcessConfig) => new RpcClient({ token: config.INTERNAL_TOKEN }),
  },
  {
    provide: GraphClient,
    inject: [GRAPH_CONFIG],
    useFactory: (config: GraphConfig) => new GraphClient(config),
  },
  {
    provide: MediaNodes,
    inject: [StateConnection, LOGGER],
    useFactory: (state: StateConnection, logger: Logger) =>
      new MediaNodes(new NodeRegistry(state, logger), logger),
  },
  {
    provide: AdvanceCall,
    inject: [...TOOLS, DELIVERY_DOORBELL, SlotBook],
    useFactory: (...parts: [...Tools, DeliveryDoorbell, SlotBook]) => {
      const [database, clock, envelope, logger, doorbell, book] = parts;
      return new AdvanceCall({
        database,
        clock,
        envelope,
        logger,
        doorbell,
        policies: new CallPolicies(clock),
        consequences: [
          new UsageOfCall(clock, envelope),
          new SlotOfCall(book, clock),
          new PermissionOfCall({ clock, doorbell }),
        ],
      });
    },
  },
  {
    provide: CallPump,
    inject: [...TOOLS, AdvanceCall, GraphClient, RpcClient, MediaNodes],
    useFactory: (...parts: [...Tools, AdvanceCall, GraphClient, RpcClient, MediaNodes]) => {
      const [database, clock, envelope, logger, advance, graph, rpc, nodes] = parts;
      return new CallPump({
        advance,
        database,
        clock,
        envelope,
        logger,
        graph: new GraphEffects(graph, clock),
        media: new MediaEffects(new MediaClient(rpc), nodes, clock),
      });
    },
  },
  {
    provide: Consumers,
    inject: [ENVELOPE, SECRETS, CLOCK, SlotBook],
    useFactory: (envelope: Envelope, { lookupKey }: Secrets, clock: Clock, book: SlotBook) =>
      new Consumers({
        envelope,
        lookupKey,
        clock,
        // Calls of both count as one's from now on.
        onMerged: (tenantId) => void book.recount(tenantId),
      }),
  },
  {
    provide: CallCommands,
    inject: [UseCases, TenantDatabase, CallPump, CLOCK, ENVELOPE],
    useFactory: (...parts: [UseCases, TenantDatabase, CallPump, Clock, Envelope]) => {
      const [useCases, database, pump, clock, envelope] = parts;
      const policies = new CallPolicies(clock);
      return new CallCommands({ useCases, database, pump, clock, envelope, policies });
    },
  },
];

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

type SweepParts = [OverlookedCalls, CallPump, MediaNodes, MediaOwners, ReportMedia, Logger];

const SIGNALLING: Provider[] = [
  OverlookedCalls,
  RescueCalls,
  {
    provide: MediaOwners,
    inject: [RpcClient, LOGGER],
    useFactory: (rpc: RpcClient, logger: Logger) => new MediaOwners(new MediaClient(rpc), logger),
  },
  {
    provide: ReportMedia,
    inject: [TenantDatabase, OverlookedCalls, CallPump, CLOCK, MediaOwners],
    useFactory: (...parts: [TenantDatabase, OverlookedCalls, CallPump, Clock, MediaOwners]) => {
      const [database, overlooked, pump, clock, owners] = parts;
      return new ReportMedia({ database, overlooked, pump, clock, owners });
    },
  },
  {
    provide: SweepCalls,
    inject: [OverlookedCalls, CallPump, MediaNodes, MediaOwners, ReportMedia, LOGGER],
    useFactory: (...parts: SweepParts) => {
      const [overlooked, pump, nodes, owners, media, logger] = parts;
      return new SweepCalls({ overlooked, pump, nodes, owners, media, logger });
    },
  },
];

const CONSUMERS: Provider = {
  provide: CONSUMER_DIRECTORY,
  inject: [Consumers, ENVELOPE],
  useFactory: (consumers: Consumers, envelope: Envelope) => new KnownConsumers(consumers, envelope),
};

const FOLDING: Provider[] = [
  MergedConsumers,
  {
    provide: FoldConsumers,
    inject: [MergedConsumers, TenantDatabase, CLOCK, LOGGER, SlotBook],
    useFactory: (...parts: [MergedConsumers, TenantDatabase, Clock, Logger, SlotBook]) => {
      const [merged, database, clock, logger, book] = parts;
      return new FoldConsumers({ merged, database, clock, logger, book });
    },
  },
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
