import { randomBytes } from 'node:crypto';
import type { RtpPacket } from 'werift';
import type { AudioLog, AudioReport } from './audio-report.js';
import type { HeardPayload, PeerAudio } from './call-peer.js';
import type { AudioFormats } from './codec.js';
import type { HeardDigit } from './dtmf.js';
import { NONCE_BYTES, type Speaker } from './frame.js';
import { firstSentAtOrAfter } from './frame-source.js';
import { Listener } from './listener.js';
import { RtpSender } from './rtp-sender.js';
import type { Soundtrack } from './soundtrack.js';
import { SrtpChannel, type SrtpKeys } from './srtp-channel.js';
import { Talker } from './talker.js';
import { type AudioFaults, UserNetwork } from './user-network.js';
import type { Voice } from './voice.js';

export type { SrtpKey } from './srtp-channel.js';
export type { AudioFaults } from './user-network.js';

export interface LineOpening extends SrtpKeys {
  readonly formats: AudioFormats;
  readonly transmit: (packet: Buffer) => void;
  /** Says nothing before the other side was heard: where no ICE found it, its packets show where it is. */
  readonly waits?: boolean;
  /** The first authentic RTP packet of the other side came. */
  readonly onFirstAudio?: (() => void) | undefined;
}

interface OpenLine extends LineOpening {
  readonly channel: SrtpChannel;
  readonly speak: () => void;
}

/**
 * One side of a conversation: says something every 20 ms under SRTP, listens to the other side and
 * keeps the books of both. What carries the packets is the owner's matter.
 */
export class AudioLine implements PeerAudio {
  readonly nonce = randomBytes(NONCE_BYTES).toString('hex');
  readonly ssrc = randomBytes(4).readUInt32BE();
  readonly #network: UserNetwork;
  readonly #listener: Listener;
  readonly #talker: Talker;
  #line: OpenLine | undefined;
  #hasAudio = false;
  #lastAuthenticAt: number | undefined;
  #unauthentic = 0;
  #rtcpReceived = 0;

  constructor(speaker: Speaker, faults: AudioFaults) {
    this.#network = new UserNetwork(faults);
    this.#listener = new Listener(speaker);
    this.#talker = new Talker({ speaker, nonce: this.nonce });
  }

  /** Keys are known: speak and listen from now on. */
  open(opening: LineOpening): void {
    const { formats, transmit } = opening;
    const channel = new SrtpChannel(opening);
    const sender = new RtpSender({
      ssrc: this.ssrc,
      channel,
      formats,
      transmit: (packet) => {
        this.#network.toBusiness(() => {
          transmit(packet);
        });
      },
    });
    const speak = () => {
      this.#talker.start(sender, formats.send.codec);
    };
    this.#line = { ...opening, channel, speak };
    this.#network.up();
    if (opening.waits !== true) speak();
  }

  /** Takes an RTP or RTCP packet from the wire; tells whether it was authentic. */
  receive(packet: Buffer): boolean {
    const line = this.#line;
    if (line === undefined) return false;
    const rtp = this.#authentic(line, packet);
    if (rtp === 'not') return false;
    if (rtp === undefined) this.#rtcpReceived += 1;
    else if (!this.#hasAudio) {
      this.#hasAudio = true;
      line.onFirstAudio?.();
    }
    if (line.waits === true) line.speak();
    this.#network.toUser(() => {
      // RTCP and comfort noise too show that the business is there.
      this.#lastAuthenticAt = performance.now();
      if (rtp !== undefined) this.#listener.listen(rtp, line.formats, !this.#network.hears());
    });
    return true;
  }

  get silentForMs(): number | undefined {
    return this.#lastAuthenticAt === undefined
      ? undefined
      : performance.now() - this.#lastAuthenticAt;
  }

  get digits(): readonly HeardDigit[] {
    return this.#listener.digits;
  }

  get heardSound(): Soundtrack {
    return this.#listener.sound;
  }

  get saidSound(): Soundtrack {
    return this.#talker.sound;
  }

  get log(): AudioLog {
    const { log } = this.#listener.hearing;
    return { sent: { nonce: this.nonce, ...this.#talker.log }, heard: log };
  }

  setVoice(voice: Voice): void {
    this.#talker.setVoice(voice);
  }

  setFaults(faults: Partial<AudioFaults>): void {
    this.#network.setFaults({ ...this.#network.faults, ...faults });
  }

  sendDigits(digits: string): void {
    this.#talker.press(digits);
  }

  onPayload(teller: (heard: HeardPayload) => void): () => void {
    return this.#listener.onPayload(teller);
  }

  report(gateMs: number | undefined): AudioReport {
    const { log } = this.#talker;
    const { hearing } = this.#listener;
    const count = log.atMs.length;
    return {
      nonce: this.nonce,
      heard: {
        ...hearing.report,
        firstAfterGate: gateMs === undefined ? null : hearing.firstAtOrAfter(gateMs),
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
        ...this.#listener.counts,
        rtcpReceived: this.#rtcpReceived,
      },
    };
  }

  close(): void {
    this.#talker.stop();
    this.#network.close();
    this.#line = undefined;
  }

  #authentic(line: OpenLine, packet: Buffer): RtpPacket | undefined | 'not' {
    try {
      return line.channel.open(packet);
    } catch {
      this.#unauthentic += 1;
      return 'not';
    }
  }
}
