import type { Clock } from '#patchbay/kernel';
import type { HeldSession, MediaCommandOf, MediaEvent, SessionStats } from '#patchbay/rpc';
import {
  Bridge,
  SdesLeg,
  type SdesEnvironment,
  WebRtcLeg,
  type WebRtcEnvironment,
} from '#patchbay/rtc';

export type LegSettings = WebRtcEnvironment & SdesEnvironment;

export interface SessionContext {
  readonly legs: LegSettings;
  readonly clock: Clock;
  readonly commitTimeoutMs: number;
  readonly onEvent: (event: MediaEvent) => void;
  /** Told once, after the last event. */
  readonly onClosed: (session: MediaSession) => void;
}

type Create = MediaCommandOf<'session.create'>;
type News = MediaEvent extends infer E
  ? E extends MediaEvent
    ? Pick<E, 'kind' | 'data'>
    : never
  : never;

interface Legs {
  readonly meta: WebRtcLeg;
  readonly tenant: SdesLeg;
}

/**
 * Opens the leg that answers first: what its peer offered decides the codecs of the other one, and
 * a bad offer is refused before a second socket is bound.
 */
async function openLegs(create: Create, settings: LegSettings): Promise<Legs> {
  if (create.meta.role === 'answer') {
    const meta = await WebRtcLeg.open(create.meta, settings);
    return { meta, tenant: await beside(meta, offerToTenant(meta, settings)) };
  }
  if (create.tenant.role !== 'answer') throw new TypeError('the schema lets no two offers through');
  const tenant = await SdesLeg.open(create.tenant, settings);
  return { tenant, meta: await beside(tenant, WebRtcLeg.open({ role: 'offer' }, settings)) };
}

function offerToTenant(meta: WebRtcLeg, settings: LegSettings): Promise<SdesLeg> {
  return SdesLeg.open({ role: 'offer', codecs: meta.codecs }, settings);
}

/** The second leg; when it cannot be opened, the first does not stay open alone. */
async function beside<T>(first: { close(): void }, second: Promise<T>): Promise<T> {
  try {
    return await second;
  } catch (error) {
    first.close();
    throw error;
  }
}

/**
 * One call on this node: its bridge, the epoch that fences it, and the numbered events it tells
 * signalling. Until it is committed it lives on borrowed time.
 */
export class MediaSession implements HeldSession {
  readonly tenantId: string;
  readonly callId: string;
  readonly epoch: number;
  readonly #context: SessionContext;
  readonly #legs: Legs;
  readonly #bridge: Bridge;
  readonly #traceparent: string;
  #commitTimer: NodeJS.Timeout | undefined;
  #isCommitted = false;
  #openedAtMs: number | undefined;
  #seq = 0;

  private constructor(create: Create, legs: Legs, context: SessionContext) {
    this.tenantId = create.tenantId;
    this.callId = create.callId;
    this.epoch = create.epoch;
    this.#traceparent = create.traceparent;
    this.#context = context;
    this.#legs = legs;
    this.#bridge = new Bridge(legs, context.legs.report);
    this.#bridge.legConnected.on((leg) => {
      this.#tell({ kind: 'leg.connected', data: { leg } });
    });
    this.#bridge.legFailed.on(({ leg, reason }) => {
      this.#tell({ kind: 'leg.failed', data: { leg, reason } });
    });
    this.#bridge.closed.on((reason) => {
      this.#tell({ kind: 'session.ended', data: { reason, stats: this.stats() } });
    });
    this.#commitTimer = setTimeout(() => {
      this.close('uncommitted');
    }, context.commitTimeoutMs);
  }

  static async open(create: Create, context: SessionContext): Promise<MediaSession> {
    return new MediaSession(create, await openLegs(create, context.legs), context);
  }

  get isCommitted(): boolean {
    return this.#isCommitted;
  }

  get sdps(): { readonly metaSdp: string; readonly tenantSdp: string } {
    return { metaSdp: this.#legs.meta.localSdp, tenantSdp: this.#legs.tenant.localSdp };
  }

  commit(): void {
    this.#isCommitted = true;
    clearTimeout(this.#commitTimer);
    this.#commitTimer = undefined;
  }

  setMetaAnswer(sdp: string): void {
    this.#legs.meta.setAnswer(sdp);
  }

  setTenantAnswer(sdp: string): void {
    this.#legs.tenant.setAnswer(sdp);
  }

  /** When media began to flow; a second call gives the same instant. */
  openGate(): number {
    this.#bridge.openGate();
    this.#openedAtMs ??= this.#context.clock.nowMs();
    return this.#openedAtMs;
  }

  stats(): SessionStats {
    return { ...this.#bridge.stats(), openedAtMs: this.#openedAtMs ?? null };
  }

  close(reason: string): void {
    clearTimeout(this.#commitTimer);
    this.#bridge.close(reason);
    this.#context.onClosed(this);
  }

  #tell(news: News): void {
    this.#seq += 1;
    this.#context.onEvent({
      ...news,
      tenantId: this.tenantId,
      callId: this.callId,
      epoch: this.epoch,
      seq: this.#seq,
      atMs: this.#context.clock.nowMs(),
      traceparent: this.#traceparent,
    });
  }
}
