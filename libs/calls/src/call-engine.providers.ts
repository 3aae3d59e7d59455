import type { Provider } from '@nestjs/common';
import { SlotBook } from '#patchbay/admission';
import { TenantDatabase, UseCases } from '#patchbay/database';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from '#patchbay/fanout';
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
import { MediaClient, RpcClient } from '#patchbay/rpc';
import { NodeRegistry, StateConnection } from '#patchbay/state';
import { AdvanceCall } from './application/advance-call.js';
import { CallCommands } from './application/call-commands.js';
import { CallPolicies } from './application/call-policies.js';
import { CallPump } from './application/call-pump.js';
import { Consumers } from './application/consumers.js';
import { GraphEffects } from './application/graph-effects.js';
import { MediaEffects } from './application/media-effects.js';
import { MediaNodes } from './application/media-nodes.js';
import { MediaOwners } from './application/media-owners.js';
import { PermissionOfCall } from './application/permission-of-call.js';
import { ReportMedia } from './application/report-media.js';
import { RescueCalls } from './application/rescue-calls.js';
import { SlotOfCall } from './application/slot-of-call.js';
import { SweepCalls } from './application/sweep-calls.js';
import { UsageOfCall } from './application/usage-of-call.js';
import { madeOf } from './made-of.js';
import { OverlookedCalls } from './persistence/sweep.repository.js';

/** How Meta is reached. */
export const GRAPH_CONFIG = Symbol('GraphConfig');

type Tools = [TenantDatabase, Clock, Envelope, Logger];
const TOOLS = [TenantDatabase, CLOCK, ENVELOPE, LOGGER];

/** What advances calls, and sends what follows from it to Meta and to media nodes. */
export const ENGINE: Provider[] = [
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
      const [database, clock, , logger, advance, graph, rpc, nodes] = parts;
      return new CallPump({
        advance,
        database,
        clock,
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

/** What looks after calls that nobody tells about: their nodes, owners and deadlines. */
export const SIGNALLING: Provider[] = [
  OverlookedCalls,
  RescueCalls,
  {
    provide: MediaOwners,
    inject: [RpcClient, LOGGER],
    useFactory: (rpc: RpcClient, logger: Logger) => new MediaOwners(new MediaClient(rpc), logger),
  },
  madeOf(ReportMedia, {
    database: TenantDatabase,
    overlooked: OverlookedCalls,
    pump: CallPump,
    clock: CLOCK,
    owners: MediaOwners,
  }),
  madeOf(SweepCalls, {
    overlooked: OverlookedCalls,
    pump: CallPump,
    nodes: MediaNodes,
    owners: MediaOwners,
    media: ReportMedia,
    logger: LOGGER,
  }),
];
