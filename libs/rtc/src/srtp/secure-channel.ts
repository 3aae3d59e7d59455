import { randomInt } from 'node:crypto';
import type { Clock } from '#patchbay/kernel';
import { emptyCounters, type LegCounters } from '../leg.js';
import { rtcpReport } from '../rtp/rtcp-report.js';
import type { MasterKey } from './session-keys.js';
import { type IncomingRtp, SrtpReceiver } from './srtp-receiver.js';
import { type OutgoingRtp, SrtpSender } from './srtp-sender.js';

export interface ChannelOptions {
  readonly local: MasterKey;
  readonly remote: MasterKey;
  readonly ssrc: number;
  readonly cname: string;
  /** Sends RTCP too; false where the peer would expect it on another port. */
  readonly hasRtcp: boolean;
  readonly clock: Clock;
  /** Puts a packet on the wire; false when it may not leave. */
  readonly transmit: (wire: Buffer) => boolean;
}

// RFC 3550 §6.2: five seconds at least, spread from half to one and a half of it.
const REPORT_MS = 5000;
const FIRST_REPORT_MS = 500;

/**
 * The protected media of one leg once both keys are known: SRTP both ways, RTCP that keeps the leg
 * alive in silence (Meta ends a call after 30 s without packets), and the counters.
 */
export class SecureChannel {
  readonly counters: LegCounters;
  readonly #options: ChannelOptions;
  readonly #receiver: SrtpReceiver;
  readonly #sender: SrtpSender;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #lastTimestamp = 0;
  #lastSentAt = 0;

  constructor(options: ChannelOptions, counters: LegCounters = emptyCounters()) {
    this.#options = options;
    this.counters = counters;
    this.#receiver = new SrtpReceiver(options.remote);
    this.#sender = new SrtpSender(options.local, options.ssrc);
    if (options.hasRtcp) this.#reportAfter(FIRST_REPORT_MS);
  }

  /** The packet, or undefined when it must be dropped. */
  receiveRtp(wire: Buffer): IncomingRtp | undefined {
    const packet = this.#receiver.unprotect(wire);
    if (typeof packet === 'string') {
      this.counters.rejected += 1;
      return undefined;
    }
    this.counters.received += 1;
    return packet;
  }

  /** Whether the packet came from the peer. Its content is of no use to the other leg. */
  receiveRtcp(wire: Buffer): boolean {
    const isPeers = typeof this.#receiver.unprotectRtcp(wire) !== 'string';
    if (isPeers) this.counters.rtcpReceived += 1;
    else this.counters.rejected += 1;
    return isPeers;
  }

  sendRtp(packet: OutgoingRtp): boolean {
    const wire = this.#sender.protect(packet);
    if (wire === undefined || !this.#options.transmit(wire)) {
      this.counters.unsent += 1;
      return false;
    }
    this.counters.sent += 1;
    this.#bytes += packet.payload.length;
    this.#lastTimestamp = packet.timestamp;
    this.#lastSentAt = performance.now();
    return true;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #reportAfter(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#sendReport();
      this.#reportAfter(randomInt(REPORT_MS / 2, REPORT_MS * 1.5));
    }, ms);
  }

  #sendReport(): void {
    const { ssrc, cname, clock, transmit } = this.#options;
    const stream = {
      ssrc,
      cname,
      packets: this.counters.sent,
      bytes: this.#bytes,
      lastTimestamp: this.#lastTimestamp,
      sinceLastMs: performance.now() - this.#lastSentAt,
    };
    const wire = this.#sender.protectRtcp(rtcpReport(stream, clock.nowMs()));
    if (transmit(wire)) this.counters.rtcpSent += 1;
  }
}
