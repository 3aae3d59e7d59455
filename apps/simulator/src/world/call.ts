import { randomBytes } from 'node:crypto';
import type { CallPeer } from '../media/call-peer.js';
import type { AdditionalCodec } from '../media/codec.js';
import type { BusinessNumber, Consumer } from './assets.js';
import type { CallState, Direction } from './call-states.js';
import type { FaultRule } from './fault-rule.js';
import type { RecordingOrder } from './recording/recording-order.js';
import type { CallEntry } from './call-entry.js';

/** Wall times of what happened, in milliseconds; see wallMs. */
export interface CallTimes {
  connectSentMs?: number;
  preAcceptReceivedMs?: number;
  /** The 200 to `accept` was written: from here on audio must flow (user-initiated). */
  acceptReplySentMs?: number;
  ringingMs?: number;
  /** The ACCEPTED status left (business-initiated). */
  acceptedMs?: number;
  endedMs?: number;
}

export interface GraphRequestRecord {
  /** Name of the endpoint, see GraphRoute. */
  readonly endpoint: string;
  readonly method: string;
  readonly path: string;
  action: string | null;
  /** The object the path names. */
  readonly phoneNumberId: string;
  wacid: string | null;
  readonly receivedMs: number;
  repliedMs: number | null;
  status: number | null;
  /** Meta's error code of a refusal. */
  code: number | null;
}

export interface CallEnd {
  readonly by: 'consumer' | 'business' | 'time' | 'media' | 'meta';
  readonly status: 'COMPLETED' | 'FAILED';
  readonly errorCode?: number;
  /** The business's own action, when it was the business. */
  readonly action?: 'reject' | 'terminate';
}

/** How the business is spoken to: over Graph and webhooks, or through its SIP server. */
export type Signalling = 'GRAPH' | 'SIP';

export interface NewCall {
  readonly direction: Direction;
  readonly state: CallState;
  readonly number: BusinessNumber;
  readonly consumer: Consumer;
  readonly peer: CallPeer;
  readonly signalling: Signalling;
  /** False: signalling only, for load. */
  readonly hasMedia: boolean;
  /** Where the user started the call; undefined for the business's. */
  readonly via?: CallEntry | undefined;
  /** Which of the user's devices called. */
  readonly device?: UserDevice | undefined;
  /** Faults ordered for this call. */
  readonly faults?: FaultRule | undefined;
}

/**
 * Calls from companion phones give no callback permission; WhatsApp Web and the desktop apps cannot
 * call businesses at all.
 */
export const USER_DEVICES = ['primary', 'companion', 'desktop'] as const;
export type UserDevice = (typeof USER_DEVICES)[number];

/** A call as Meta knows it. */
export class SimCall {
  readonly wacid = `wacid.HBgL${randomBytes(24).toString('base64url')}`;
  readonly direction: Direction;
  readonly number: BusinessNumber;
  readonly consumer: Consumer;
  readonly peer: CallPeer;
  readonly signalling: Signalling;
  /** The number's terms of media when the call began; later settings are for later calls. */
  readonly keying: 'DTLS' | 'SDES';
  readonly additionalCodecs: readonly AdditionalCodec[];
  readonly hasMedia: boolean;
  readonly via: CallEntry | undefined;
  readonly device: UserDevice;
  readonly faults: FaultRule | undefined;
  readonly times: CallTimes = {};
  readonly graphRequests: GraphRequestRecord[] = [];
  state: CallState;
  /** Our half of the SDP exchange, as text. */
  localSdp = '';
  answerSdp: string | undefined;
  bizOpaqueCallbackData: string | undefined;
  ctaPayload: string | undefined;
  deeplinkPayload: string | undefined;
  /** What the business wants recorded and written down, and what the user is told of it. */
  recording: RecordingOrder | undefined;
  transcription: RecordingOrder | undefined;
  /** Nobody answered, and the caller was asked to leave a message. */
  wentToVoicemail = false;
  /** Business time of the answer and of the end: what the webhooks and the bill are about. */
  pickedUpAtMs: number | undefined;
  endedAtMs: number | undefined;
  /** Monotonic time of the answer, for the media time-outs. */
  mediaExpectedSince: number | undefined;
  end: CallEnd | undefined;
  readonly cancels: (() => void)[] = [];

  constructor(parts: NewCall) {
    this.direction = parts.direction;
    this.state = parts.state;
    this.number = parts.number;
    this.consumer = parts.consumer;
    this.peer = parts.peer;
    this.signalling = parts.signalling;
    this.keying = parts.number.calling.srtpKeyExchange ?? 'DTLS';
    this.additionalCodecs = parts.number.calling.additionalCodecs ?? [];
    this.hasMedia = parts.hasMedia;
    this.via = parts.via;
    this.device = parts.device ?? 'primary';
    this.faults = parts.faults;
  }

  get isLive(): boolean {
    return this.state !== 'ENDED';
  }

  /** The instant from which audio must get through, once it has come. */
  get gateMs(): number | undefined {
    return this.direction === 'USER_INITIATED'
      ? this.times.acceptReplySentMs
      : this.times.acceptedMs;
  }

  /** Forgets the deadlines that the next state makes pointless. */
  cancelDeadlines(): void {
    for (const cancel of this.cancels.splice(0)) cancel();
  }
}
