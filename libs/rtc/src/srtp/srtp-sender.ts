import { RTP_HEADER_BYTES, writeRtpHeader } from '../rtp/rtp-packet.js';
import { ReplayWindow } from './replay-window.js';
import {
  cipherAt,
  type MasterKey,
  rtcpKeys,
  rtpKeys,
  type SessionKeys,
  TAG_BYTES,
  tagOf,
} from './session-keys.js';

export interface OutgoingRtp {
  /** Roll-over counter and sequence number as one 48-bit number. */
  readonly index: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payloadType: number;
  readonly payload: Buffer;
}

/** Protects the one stream that a leg sends, and its RTCP (RFC 3711 §3.3, §3.4). */
export class SrtpSender {
  readonly ssrc: number;
  readonly #rtp: SessionKeys;
  readonly #rtcp: SessionKeys;
  readonly #used = new ReplayWindow();
  #rtcpIndex = 0;

  constructor(master: MasterKey, ssrc: number) {
    this.ssrc = ssrc;
    this.#rtp = rtpKeys(master);
    this.#rtcp = rtcpKeys(master);
  }

  /** The packet on the wire; undefined when its index was used: the keystream never repeats. */
  protect(packet: OutgoingRtp): Buffer | undefined {
    if (this.#used.has(packet.index)) return undefined;
    this.#used.add(packet.index);
    const sequenceNumber = packet.index % 0x1_0000;
    const rollOver = (packet.index - sequenceNumber) / 0x1_0000;
    const signed = RTP_HEADER_BYTES + packet.payload.length;
    const wire = Buffer.allocUnsafe(signed + TAG_BYTES);
    writeRtpHeader(wire, { ...packet, sequenceNumber, ssrc: this.ssrc });
    cipherAt(this.#rtp, this.ssrc, packet.index, packet.payload).copy(wire, RTP_HEADER_BYTES);
    tagOf(this.#rtp, wire.subarray(0, signed), rollOver).copy(wire, signed);
    return wire;
  }

  protectRtcp(report: Buffer): Buffer {
    const index = this.#rtcpIndex;
    this.#rtcpIndex = (index + 1) % 0x8000_0000;
    const wire = Buffer.allocUnsafe(report.length + 4 + TAG_BYTES);
    report.copy(wire, 0, 0, 8);
    cipherAt(this.#rtcp, report.readUInt32BE(4), index, report.subarray(8)).copy(wire, 8);
    // The highest bit says that the packet is encrypted.
    wire.writeUInt32BE((0x8000_0000 | index) >>> 0, report.length);
    tagOf(this.#rtcp, wire.subarray(0, report.length + 4)).copy(wire, report.length + 4);
    return wire;
  }
}
