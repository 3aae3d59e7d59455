import type { LegName, MediaLeg, MediaPacket } from '../leg.js';
import { StreamRewriter } from '../rtp/stream-rewriter.js';
import { type ReportError, Signal } from '../signal.js';

/** Counters of one direction. */
export interface FlowStats {
  readonly received: number;
  readonly forwarded: number;
  readonly heldByGate: number;
  readonly dropped: number;
}

export interface BridgeStats {
  readonly fromMeta: FlowStats;
  readonly fromTenant: FlowStats;
}

export interface LegFailure {
  readonly leg: LegName;
  readonly reason: string;
}

interface Counts {
  forwarded: number;
  heldByGate: number;
  dropped: number;
}

/** One direction: what a leg receives, on to the other one. */
class Flow {
  readonly counts: Counts = { forwarded: 0, heldByGate: 0, dropped: 0 };
  readonly #rewriter = new StreamRewriter();
  readonly #to: MediaLeg;

  constructor(to: MediaLeg) {
    this.#to = to;
  }

  pass(packet: MediaPacket): void {
    const position = this.#rewriter.place(packet);
    const isSent =
      position !== undefined &&
      this.#to.send({
        kind: packet.kind,
        payload: packet.payload,
        marker: packet.marker || position.startsRun,
        index: position.index,
        timestamp: position.timestamp,
      });
    if (isSent) this.counts.forwarded += 1;
    else this.counts.dropped += 1;
  }
}

/**
 * Joins two legs. Nothing passes before `openGate`: until the call is answered neither side may
 * hear the other. Afterwards payloads cross byte for byte, under each leg's own SSRC and numbers.
 * The bridge owns its legs: closing it closes both, once.
 */
export class Bridge {
  readonly legConnected: Signal<LegName>;
  readonly legFailed: Signal<LegFailure>;
  readonly closed: Signal<string>;
  readonly #meta: MediaLeg;
  readonly #tenant: MediaLeg;
  readonly #toTenant: Flow;
  readonly #toMeta: Flow;
  #isOpen = false;
  #isClosed = false;

  constructor(legs: { meta: MediaLeg; tenant: MediaLeg }, report: ReportError) {
    this.#meta = legs.meta;
    this.#tenant = legs.tenant;
    this.legConnected = new Signal(report);
    this.legFailed = new Signal(report);
    this.closed = new Signal(report);
    this.#toTenant = new Flow(legs.tenant);
    this.#toMeta = new Flow(legs.meta);
    this.#watch(legs.meta, this.#toTenant);
    this.#watch(legs.tenant, this.#toMeta);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Lets media through, both ways. */
  openGate(): void {
    if (!this.#isClosed) this.#isOpen = true;
  }

  /** A snapshot; counters stop when the bridge closes. */
  stats(): BridgeStats {
    return {
      fromMeta: { received: this.#meta.counters.received, ...this.#toTenant.counts },
      fromTenant: { received: this.#tenant.counters.received, ...this.#toMeta.counts },
    };
  }

  close(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isOpen = false;
    this.#meta.close();
    this.#tenant.close();
    this.closed.emit(reason);
    for (const signal of [this.legConnected, this.legFailed, this.closed]) signal.end();
  }

  #watch(leg: MediaLeg, flow: Flow): void {
    leg.onPacket = (packet) => {
      if (this.#isOpen) flow.pass(packet);
      else flow.counts.heldByGate += 1;
    };
    leg.connected.on(() => {
      this.legConnected.emit(leg.name);
    });
    leg.failed.on((reason) => {
      this.legFailed.emit({ leg: leg.name, reason });
    });
  }
}
