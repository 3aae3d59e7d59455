import type { RtpPacket } from 'werift';
import type { AudioFormats } from './codec.js';
import { DigitListener, type HeardDigit } from './dtmf.js';
import { decodeFrame, SPEAKER, type Speaker } from './frame.js';
import { Hearing } from './hearing.js';
import { type SoundPacket, Soundtrack } from './soundtrack.js';
import { wallMs } from './wall-time.js';

/** Counts of RTP that was not played. */
export interface UnplayedCounts {
  /** Packets of a second source. WhatsApp's clients play one SSRC only. */
  readonly otherSsrc: number;
  /** Packets of a payload type or codec that was not agreed on. */
  readonly unplayable: number;
}

/** The hearing half of a line: plays one source and keeps what was heard. */
export class Listener {
  readonly hearing: Hearing;
  readonly sound = new Soundtrack();
  readonly #digits = new DigitListener();
  readonly #tellers = new Set<(heard: SoundPacket) => void>();
  #ssrc: number | undefined;
  #otherSsrc = 0;
  #unplayable = 0;

  constructor(speaker: Speaker) {
    this.hearing = new Hearing(speaker === SPEAKER.CONSUMER ? SPEAKER.TENANT : SPEAKER.CONSUMER);
  }

  get digits(): readonly HeardDigit[] {
    return this.#digits.digits;
  }

  get counts(): UnplayedCounts {
    return { otherSsrc: this.#otherSsrc, unplayable: this.#unplayable };
  }

  onPayload(teller: (heard: SoundPacket) => void): () => void {
    this.#tellers.add(teller);
    return () => this.#tellers.delete(teller);
  }

  /** Takes an authentic packet; `isDeaf`: nothing of it is heard. */
  listen({ header, payload }: RtpPacket, formats: AudioFormats, isDeaf: boolean): void {
    this.#ssrc ??= header.ssrc;
    const codec = formats.receive.get(header.payloadType);
    const atMs = wallMs();
    if (header.ssrc !== this.#ssrc) this.#otherSsrc += 1;
    else if (header.payloadType === formats.dtmf) {
      this.#digits.hear(payload, header.timestamp, atMs);
    } else if (codec === undefined) this.#unplayable += 1;
    else if (!isDeaf) this.#play({ codec, payload, atMs, timestamp: header.timestamp });
  }

  #play(heard: SoundPacket): void {
    this.sound.add(heard);
    for (const tell of this.#tellers) tell(heard);
    const frame = decodeFrame(heard.payload);
    if (frame !== undefined) this.hearing.hear(frame, heard.atMs);
  }
}
