import type { AudioLog, AudioReport } from './audio-report.js';
import type { HeardDigit } from './dtmf.js';
import type { MediaFaults } from './media-faults.js';
import type { SoundPacket, Soundtrack } from './soundtrack.js';
import type { Voice } from './voice.js';

/** One authentic audio packet of the business. */
export type HeardPayload = SoundPacket;

/** What the user of a call says and hears. */
export interface PeerAudio {
  readonly ssrc: number;
  /** All sending and hearing times. */
  readonly log: AudioLog;
  /** What the user heard and said, as sound. */
  readonly heardSound: Soundtrack;
  readonly saidSound: Soundtrack;
  /** How long ago an authentic packet came, in monotonic milliseconds; undefined if never. */
  readonly silentForMs: number | undefined;
  report(gateMs: number | undefined): AudioReport;
  /** What the user says from now on. */
  setVoice(voice: Voice): void;
  /** Tells of every authentic audio packet of the business; returns what stops it. */
  onPayload(teller: (heard: HeardPayload) => void): () => void;
}

/** Meta's end of a call's media, whatever carries it. */
export interface CallPeer {
  readonly audio: PeerAudio;
  /** Wall time from which keys were known and audio could flow; undefined before. */
  readonly upAtMs: number | undefined;
  /** Whether a connection stands over which keys could be agreed; without ICE there is none to wait for. */
  readonly isReached: boolean;
  /** Why there is no media, when its set-up failed. */
  readonly failure: string | undefined;
  /** DTLS packets that came before the answer and were dropped: Meta needs the SDP first. */
  readonly earlyDtls: number;
  /** Digits the business sent as RFC 4733 events. */
  readonly digits: readonly HeardDigit[];
  /** Meta's offer, for a user's call. */
  offer(): string;
  /** The business's answer to it. */
  setAnswer(text: string): void;
  /** Takes the business's offer and writes Meta's answer; `setup` is read in the DTLS form only. */
  answer(offerText: string, setup: 'active' | 'passive'): string;
  /** The user presses keys: 0-9, A-D, * and #. */
  sendDigits(digits: string): void;
  /** Changes what goes wrong, from now on; what is left out stays. */
  setFaults(faults: Partial<MediaFaults>): void;
  close(): Promise<void>;
}
