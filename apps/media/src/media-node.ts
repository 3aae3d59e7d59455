import {
  EgressGuard,
  type Logger,
  PrivateListener,
  type ProcessConfig,
  type Shutdown,
  type SystemClock,
} from '#patchbay/kernel';
import {
  ControlClient,
  type HeldSession,
  heldSessionRoutes,
  mediaCommandRoutes,
  type MediaEvent,
  RpcClient,
} from '#patchbay/rpc';
import { createDtlsCertificate, PortPool } from '#patchbay/rtc';
import { ContactLoop } from './control/contact-loop.js';
import { EventOutbox } from './control/event-outbox.js';
import type { MediaConfig } from './media.config.js';
import { publishMetrics } from './media-metrics.js';
import type { LegSettings } from './session/media-session.js';
import { SessionTable } from './session/session-table.js';

/** What the registry is told at every heartbeat. */
export interface NodeDescription {
  readonly nodeId: string;
  readonly bootId: string;
  readonly url: string;
  readonly region: string;
  readonly load: number;
  readonly capacity: number;
}

export interface MediaNodeOptions {
  readonly nodeId: string;
  readonly bootId: string;
  readonly config: MediaConfig;
  readonly process: ProcessConfig;
  readonly clock: SystemClock;
  readonly logger: Logger;
  /** Puts the node into the registry; returns what takes it out again. */
  readonly announce: (describe: () => NodeDescription) => { withdraw(): Promise<void> };
}

// The last events of a closing node: one or two tries, well inside the two seconds to exit.
const LAST_EVENTS_MS = 1000;

async function legSettings(options: MediaNodeOptions): Promise<LegSettings> {
  const { config, clock, logger } = options;
  return {
    bindAddress: config.MEDIA_BIND_ADDRESS,
    announcedAddress: config.MEDIA_ANNOUNCED_ADDRESS,
    ports: new PortPool({ min: config.MEDIA_PORT_MIN, max: config.MEDIA_PORT_MAX }),
    clock,
    certificate: await createDtlsCertificate(),
    iceTimeoutMs: config.MEDIA_ICE_TIMEOUT_MS,
    dtlsTimeoutMs: config.MEDIA_DTLS_TIMEOUT_MS,
    egress: new EgressGuard(options.process.DANGEROUS_EGRESS_ALLOW),
    report: (err) => {
      logger.error({ err }, 'media.listener_failed');
    },
  };
}

interface Parts {
  readonly legs: LegSettings;
  readonly control: ControlClient;
  readonly outbox: EventOutbox;
  readonly sessions: SessionTable;
}

async function makeParts(options: MediaNodeOptions, rpc: RpcClient): Promise<Parts> {
  const { nodeId, bootId, config, clock, logger } = options;
  const legs = await legSettings(options);
  const control = new ControlClient(rpc, config.CONTROL_URL);
  const outbox = new EventOutbox({
    logger,
    deliver: (events: MediaEvent[]) => control.deliverEvents({ nodeId, bootId, events }),
  });
  const sessions = new SessionTable({
    nodeId,
    bootId,
    capacity: config.MEDIA_MAX_SESSIONS,
    logger,
    session: {
      legs,
      clock,
      commitTimeoutMs: config.MEDIA_COMMIT_TIMEOUT_MS,
      onEvent: (event) => {
        outbox.push(event);
      },
    },
  });
  return { legs, control, outbox, sessions };
}

function makeContactLoop(
  { nodeId, bootId, config, logger }: MediaNodeOptions,
  { control, sessions }: Parts,
  url: string,
): ContactLoop {
  return new ContactLoop({
    contact: (held: HeldSession[]) => control.contact({ nodeId, bootId, url, sessions: held }),
    committed: () => sessions.committed(),
    closeUnknown: (session) => {
      sessions.closeUnknown(session);
    },
    onHardStop: () => {
      sessions.closeAll('hard-stop');
    },
    hardStopMs: config.MEDIA_HARD_STOP_MS,
    logger,
  });
}

/**
 * Puts a media node together, starts it and gives its private listener's URL. What it owns is added
 * to `shutdown`, whose reverse order is the right one: out of the registry, calls ended, their
 * events delivered, listener closed.
 */
export async function startMediaNode(
  options: MediaNodeOptions,
  shutdown: Shutdown,
): Promise<{ readonly url: string }> {
  const { nodeId, bootId, config, clock, logger } = options;
  const rpc = new RpcClient({ token: options.process.INTERNAL_TOKEN });
  shutdown.add('rpc', () => rpc.close());
  const parts = await makeParts(options, rpc);
  const { legs, outbox, sessions } = parts;
  const listener = await PrivateListener.open({
    config: options.process,
    clock,
    logger,
    routes: {
      ...mediaCommandRoutes((command) => sessions.execute(command)),
      ...heldSessionRoutes((callIds) => sessions.held(callIds)),
    },
    isReady: () => !sessions.isDraining,
  });
  shutdown.add('private listener', () => listener.close());
  shutdown.add('event outbox', () => outbox.close(LAST_EVENTS_MS));
  shutdown.add('sessions', () => {
    sessions.drain();
  });
  const url = config.MEDIA_RPC_URL ?? listener.url;
  const loop = makeContactLoop(options, parts, url);
  shutdown.add('contact loop', () => {
    loop.close();
  });
  void loop.start();
  const capacity = config.MEDIA_MAX_SESSIONS;
  const region = config.MEDIA_REGION;
  const announcement = options.announce(() => {
    return { nodeId, bootId, url, region, load: sessions.size, capacity };
  });
  shutdown.add('registry', () => announcement.withdraw());
  publishMetrics({
    sessions: () => sessions.size,
    capacity,
    events: () => outbox.size,
    ports: () => legs.ports.inUse,
  });
  return { url: listener.url };
}
