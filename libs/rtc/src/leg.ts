import type { Clock } from '#patchbay/kernel';
import type { PortPool } from './net/port-pool.js';
import type { ReportError, Signal } from './signal.js';

/** META is WhatsApp's side of a call, PBX the tenant's. */
export type LegName = 'META' | 'PBX';

/** The formats that may cross a bridge; each leg has its own payload types for them. */
export type PayloadKind = 'opus' | 'dtmf';

/** An authenticated packet on its way from one leg to the other. */
export interface MediaPacket {
  readonly kind: PayloadKind;
  readonly ssrc: number;
  /** 48-bit packet index: roll-over counter and sequence number. */
  readonly index: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Buffer;
}

/** Counters of a leg since it was opened. */
export interface LegCounters {
  received: number;
  /** Malformed, unauthentic or replayed packets, and such from strangers. */
  rejected: number;
  sent: number;
  /** Packets that were not sent: no keys yet, format not agreed, or the address is not proven. */
  unsent: number;
  rtcpReceived: number;
  rtcpSent: number;
}

export function emptyCounters(): LegCounters {
  return { received: 0, rejected: 0, sent: 0, unsent: 0, rtcpReceived: 0, rtcpSent: 0 };
}

/** One side of a bridge. It owns its socket and timers; `close` may be called any number of times. */
export interface MediaLeg {
  readonly name: LegName;
  /** Emitted once, when media can flow. */
  readonly connected: Signal<undefined>;
  /** Emitted at most once, with a short reason; the leg is of no use afterwards. */
  readonly failed: Signal<string>;
  readonly counters: Readonly<LegCounters>;
  /** Set by the bridge. */
  onPacket: (packet: MediaPacket) => void;
  /** False when the packet could not be sent; it is dropped. */
  send(packet: Omit<MediaPacket, 'ssrc'>): boolean;
  close(): void;
}

/** What every leg needs from its process. */
export interface LegEnvironment {
  /** Address that sockets bind. */
  readonly bindAddress: string;
  /** Address that SDPs name: the same, or the public one in front of a 1:1 NAT. */
  readonly announcedAddress: string;
  readonly ports: PortPool;
  readonly clock: Clock;
  readonly report: ReportError;
}
