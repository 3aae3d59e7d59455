import { randomBytes, randomInt } from 'node:crypto';
import {
  isRtcp,
  ProtectionProfileAes128CmHmacSha1_80,
  RtcpSenderInfo,
  RtcpSrPacket,
  RtpHeader,
  RtpPacket,
  SrtcpSession,
  SrtpSession,
} from 'werift';
import {
  decodeFrame,
  encodeFrame,
  FRAME_MS,
  NONCE_BYTES,
  PAYLOAD_BYTES,
  SAMPLES_PER_FRAME,
  SPEAKER,
  type Speaker,
} from './frame.js';
import { firstSentAtOrAfter, FrameSource, type SentLog } from './frame-source.js';
import type { HeardPayload } from './call-peer.js';
import { Hearing, type HeardLog, type HeardReport } from './hearing.js';
import type { Voice } from './voice.js';
import { wallMs } from './wall-time.js';

/** A master key and salt of one direction, for AES_CM_128_HMAC_SHA1_80. */
export interface SrtpKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** Faults that a speaker or listener makes itself. */
export interface AudioFaults {
  /** Numbers go on, but nothing leaves. */
  readonly mute: boolean;
  /** What arrives in the first so many milliseconds is not heard. */
  readonly dropFirstMs: number;
}

export interface AudioReport {
  readonly nonce: string;
  readonly heard: HeardReport & { readonly firstAfterGate: number | null };
  readonly sent: {
    readonly first: number | null;
    readonly last: number | null;
    readonly count: number;
    readonly firstSentMs: number | null;
    /** First number sent at or after the gate instant. */
    readonly atGate: number | null;
  };
  readonly rtp: {
    /** Packets that failed authentication: a wrong key, or no packet of this call. */
    readonly unauthentic: number;
    /** Packets of a second source. WhatsApp's clients play one SSRC only. */
    readonly otherSsrc: number;
    readonly rtcpReceived: number;
  };
}

/** All sending and hearing times of one side. */
export interface AudioLog {
  readonly sent: SentLog & { readonly nonce: string };
  readonly heard: HeardLog;
}

interface OpenLine {
  readonly srtp: SrtpSession;
  readonly srtcp: SrtcpSession;
  readonly payloadType: number;
  readonly transmit: (packet: Buffer) => void;
}

export interface LineOpening {
  readonly local: SrtpKey;
  readonly remote: SrtpKey;
  readonly payloadType: number;
  readonly transmit: (packet: Buffer) => void;
}

const FRAMES_PER_RTCP_REPORT = 5000 / FRAME_MS;
/** Seconds from 1900 (NTP) to 1970. */
const NTP_EPOCH_SECONDS = 2_208_988_800;

/**
 * One side of a conversation: sends a numbered frame every 20 ms under SRTP, listens to the other
 * speaker's numbers and keeps the books of both. What carries the packets is the owner's matter.
 */
export class AudioLine {
  readonly nonce = randomBytes(NONCE_BYTES).toString('hex');
  readonly ssrc = randomBytes(4).readUInt32BE();
  readonly #speaker: Speaker;
  readonly #faults: AudioFaults;
  readonly #hearing: Hearing;
  readonly #source: FrameSource;
  /** Below 2^15, so that the receiver's rollover counter starts unambiguous (RFC 3711 §3.3.1). */
  readonly #firstSequence = randomInt(2 ** 15);
  readonly #firstTimestamp = randomBytes(4).readUInt32BE();
  readonly #listeners = new Set<(heard: HeardPayload) => void>();
  #voice: Voice = 'frames';
  #line: OpenLine | undefined;
  #remoteSsrc: number | undefined;
  #firstPacketAt: number | undefined;
  #lastAuthenticAt: number | undefined;
  #unauthentic = 0;
  #otherSsrc = 0;
  #rtcpReceived = 0;

  constructor(speaker: Speaker, faults: AudioFaults) {
    this.#speaker = speaker;
    this.#faults = faults;
    this.#hearing = new Hearing(speaker === SPEAKER.CONSUMER ? SPEAKER.TENANT : SPEAKER.CONSUMER);
    this.#source = new FrameSource((number) => {
      this.#speak(number);
    });
  }

  /** Keys are known: speak and listen from now on. */
  open({ local, remote, payloadType, transmit }: LineOpening): void {
    const config = {
      keys: {
        localMasterKey: local.key,
        localMasterSalt: local.salt,
        remoteMasterKey: remote.key,
        remoteMasterSalt: remote.salt,
      },
      profile: ProtectionProfileAes128CmHmacSha1_80,
    };
    const [srtp, srtcp] = [new SrtpSession(config), new SrtcpSession(config)];
    this.#line = { srtp, srtcp, payloadType, transmit };
    this.#source.start();
  }

  /** Takes an RTP or RTCP packet from the wire. */
  receive(packet: Buffer): void {
    const line = this.#line;
    if (line === undefined) return;
    try {
      if (isRtcp(packet)) {
        line.srtcp.decrypt(packet);
        this.#rtcpReceived += 1;
      } else {
        this.#listen(RtpPacket.deSerialize(line.srtp.decrypt(packet)), line.payloadType);
      }
      this.#lastAuthenticAt = performance.now();
    } catch {
      this.#unauthentic += 1;
    }
  }

  /** How long ago an authentic packet came, in monotonic milliseconds; undefined if never. */
  get silentForMs(): number | undefined {
    return this.#lastAuthenticAt === undefined
      ? undefined
      : performance.now() - this.#lastAuthenticAt;
  }

  get log(): AudioLog {
    return { sent: { nonce: this.nonce, ...this.#source.log }, heard: this.#hearing.log };
  }

  setVoice(voice: Voice): void {
    this.#voice = voice;
  }

  onPayload(listener: (heard: HeardPayload) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  report(gateMs: number | undefined): AudioReport {
    const { log } = this.#source;
    const count = log.atMs.length;
    return {
      nonce: this.nonce,
      heard: {
        ...this.#hearing.report,
        firstAfterGate: gateMs === undefined ? null : this.#hearing.firstAtOrAfter(gateMs),
      },
      sent: {
        first: count === 0 ? null : log.firstNumber,
        last: count === 0 ? null : log.firstNumber + count - 1,
        count,
        firstSentMs: log.atMs[0] ?? null,
        atGate: gateMs === undefined ? null : (firstSentAtOrAfter(log, gateMs) ?? null),
      },
      rtp: {
        unauthentic: this.#unauthentic,
        otherSsrc: this.#otherSsrc,
        rtcpReceived: this.#rtcpReceived,
      },
    };
  }

  close(): void {
    this.#source.stop();
    this.#line = undefined;
  }

  #listen(packet: RtpPacket, payloadType: number): void {
    this.#remoteSsrc ??= packet.header.ssrc;
    if (packet.header.ssrc !== this.#remoteSsrc) {
      this.#otherSsrc += 1;
      return;
    }
    const { payload } = packet;
    for (const tell of this.#listeners) {
      tell({ codec: 'OPUS', payload, atMs: wallMs(), timestamp: packet.header.timestamp });
    }
    const frame = decodeFrame(payload);
    if (packet.header.payloadType !== payloadType || frame === undefined) return;
    this.#firstPacketAt ??= performance.now();
    if (performance.now() - this.#firstPacketAt < this.#faults.dropFirstMs) return;
    this.#hearing.hear(frame, wallMs());
  }

  #speak(number: number): void {
    const line = this.#line;
    if (line === undefined || this.#faults.mute || this.#voice !== 'frames') return;
    const index = number - this.#source.log.firstNumber;
    const timestamp = (this.#firstTimestamp + index * SAMPLES_PER_FRAME) >>> 0;
    const header = new RtpHeader({
      payloadType: line.payloadType,
      sequenceNumber: (this.#firstSequence + index) & 0xffff,
      timestamp,
      ssrc: this.ssrc,
      // RFC 3551 §4.1: the first packet of a talkspurt is marked.
      marker: index === 0,
    });
    const payload = encodeFrame({ speaker: this.#speaker, nonce: this.nonce, number });
    line.transmit(line.srtp.encrypt(payload, header));
    if (index % FRAMES_PER_RTCP_REPORT === 0) this.#reportBySender(line, timestamp, index + 1);
  }

  #reportBySender(line: OpenLine, rtpTimestamp: number, packetCount: number): void {
    const seconds = wallMs() / 1000 + NTP_EPOCH_SECONDS;
    const senderInfo = new RtcpSenderInfo({
      ntpTimestamp: BigInt(Math.round(seconds * 2 ** 32)),
      rtpTimestamp,
      packetCount,
      octetCount: packetCount * PAYLOAD_BYTES,
    });
    const report = new RtcpSrPacket({ ssrc: this.ssrc, senderInfo });
    line.transmit(line.srtcp.encrypt(report.serialize()));
  }
}
