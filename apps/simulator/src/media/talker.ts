import { KeyPad } from './dtmf.js';
import { encodeFrame, FRAME_MS, type Speaker } from './frame.js';
import { FIRST_NUMBER, FrameSource, type SentLog } from './frame-source.js';
import type { Codec } from './codec.js';
import { OpusToG711 } from './opus-to-g711.js';
import type { RtpSender } from './rtp-sender.js';
import { Soundtrack } from './soundtrack.js';
import { silencePayload, tonePayload } from './tone.js';
import { ExternalVoice, type Voice } from './voice.js';
import { wallMs } from './wall-time.js';

const FRAMES_PER_RTCP_REPORT = 5000 / FRAME_MS;

export interface TalkerParts {
  readonly speaker: Speaker;
  readonly nonce: string;
}

/** The speaking half of a line: something every 20 ms, and the keys that are pressed meanwhile. */
export class Talker {
  readonly sound = new Soundtrack();
  readonly #parts: TalkerParts;
  readonly #source: FrameSource;
  readonly #keyPad = new KeyPad();
  readonly #transcoder = new OpusToG711();
  #voice: Voice = 'frames';
  #sender: RtpSender | undefined;
  #codec: Codec = 'OPUS';
  #nextPushed = 0;

  constructor(parts: TalkerParts) {
    this.#parts = parts;
    this.#source = new FrameSource((number) => {
      this.#speak(number);
    });
  }

  get log(): SentLog {
    return this.#source.log;
  }

  /** Speaks from now on, every 20 ms. */
  start(sender: RtpSender, codec: Codec): void {
    this.#sender = sender;
    this.#codec = codec;
    this.#source.start();
  }

  setVoice(voice: Voice): void {
    if (this.#voice instanceof ExternalVoice) this.#voice.attach(undefined);
    this.#voice = voice;
    if (!(voice instanceof ExternalVoice)) return;
    voice.attach((payload) => {
      this.#say(this.#transcoder.take(payload, this.#codec), this.#pushedIndex());
    });
  }

  press(digits: string): void {
    this.#keyPad.press(digits);
  }

  stop(): void {
    this.#source.stop();
    this.setVoice('silence');
    this.#transcoder.close();
    this.#sender = undefined;
  }

  #speak(number: number): void {
    const index = number - FIRST_NUMBER;
    const payload = this.#payloadOf(number, index);
    if (payload !== undefined) this.#say(payload, index);
    for (const packet of this.#keyPad.next(index)) this.#sender?.sendEvent(packet);
    if (index % FRAMES_PER_RTCP_REPORT === 0) this.#sender?.sendReport(index);
  }

  #payloadOf(number: number, index: number): Buffer | undefined {
    if (this.#voice instanceof ExternalVoice) return undefined;
    if (this.#voice === 'tone') return tonePayload(this.#codec, index);
    if (this.#voice === 'silence') return silencePayload(this.#codec);
    return encodeFrame({ ...this.#parts, number }, this.#codec);
  }

  #say(payload: Buffer, index: number): void {
    if (this.#sender === undefined) return;
    this.#sender.sendAudio(payload, index);
    const timestamp = this.#sender.timestampOf(index);
    this.sound.add({ codec: this.#codec, payload, atMs: wallMs(), timestamp });
  }

  /** Where a pushed packet stands: at the present, but never twice in the same 20 ms. */
  #pushedIndex(): number {
    const present = Math.max(this.#source.log.atMs.length - 1, 0);
    // A burst after a stall may run ahead a little; further ahead it is a voice that is too fast.
    const index = this.#nextPushed - present > 10 ? present : Math.max(present, this.#nextPushed);
    this.#nextPushed = index + 1;
    return index;
  }
}
