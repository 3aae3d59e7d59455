import { randomBytes, randomInt } from 'node:crypto';
import { RtcpSenderInfo, RtcpSrPacket, RtpHeader } from 'werift';
import { type AudioFormats, CODECS } from './codec.js';
import type { EventPacket } from './dtmf.js';
import { FRAME_MS } from './frame.js';
import type { SrtpChannel } from './srtp-channel.js';
import { wallMs } from './wall-time.js';

/** Seconds from 1900 (NTP) to 1970. */
const NTP_EPOCH_SECONDS = 2_208_988_800;

export interface RtpSenderParts {
  readonly ssrc: number;
  readonly channel: SrtpChannel;
  readonly formats: AudioFormats;
  readonly transmit: (packet: Buffer) => void;
}

/**
 * One RTP stream: audio and key presses under one SSRC, one row of sequence numbers and one
 * timestamp base, as Meta sends them.
 */
export class RtpSender {
  readonly #parts: RtpSenderParts;
  readonly #ticksPerMs: number;
  /** Below 2^15, so that the receiver's rollover counter starts unambiguous (RFC 3711 §3.3.1). */
  #sequence = randomInt(2 ** 15);
  readonly #firstTimestamp = randomBytes(4).readUInt32BE();
  #packets = 0;
  #octets = 0;

  constructor(parts: RtpSenderParts) {
    this.#parts = parts;
    this.#ticksPerMs = CODECS[parts.formats.send.codec].clockHz / 1000;
  }

  /** RTP timestamp of a frame by its place from the beginning. */
  timestampOf(index: number): number {
    return (this.#firstTimestamp + index * FRAME_MS * this.#ticksPerMs) >>> 0;
  }

  sendAudio(payload: Buffer, index: number): void {
    // RFC 3551 §4.1: the first packet of a talkspurt is marked.
    const marker = this.#packets === 0;
    const { payloadType } = this.#parts.formats.send;
    this.#send(payload, { payloadType, timestamp: this.timestampOf(index), marker });
  }

  sendEvent({ isFirst, payload, startIndex }: EventPacket): void {
    const timestamp = this.timestampOf(startIndex);
    this.#send(payload, { payloadType: this.#parts.formats.dtmf, timestamp, marker: isFirst });
  }

  /** A sender report, RFC 3550 §6.4.1. */
  sendReport(index: number): void {
    const { channel, ssrc, transmit } = this.#parts;
    const seconds = wallMs() / 1000 + NTP_EPOCH_SECONDS;
    const senderInfo = new RtcpSenderInfo({
      ntpTimestamp: BigInt(Math.round(seconds * 2 ** 32)),
      rtpTimestamp: this.timestampOf(index),
      packetCount: this.#packets,
      octetCount: this.#octets >>> 0,
    });
    transmit(channel.protectRtcp(new RtcpSrPacket({ ssrc, senderInfo }).serialize()));
  }

  #send(
    payload: Buffer,
    over: { readonly payloadType: number; readonly timestamp: number; readonly marker: boolean },
  ): void {
    const { channel, ssrc, transmit } = this.#parts;
    const header = new RtpHeader({ ...over, ssrc, sequenceNumber: this.#sequence });
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#packets += 1;
    this.#octets += payload.length;
    transmit(channel.protectRtp(payload, header));
  }
}
