import { readRtpHeader, type RtpHeader, withoutPadding } from '../rtp/rtp-packet.js';
import { ReplayWindow } from './replay-window.js';
import {
  cipherAt,
  isTag,
  type MasterKey,
  rtcpKeys,
  rtpKeys,
  type SessionKeys,
  TAG_BYTES,
  tagOf,
} from './session-keys.js';

/** An RTP packet whose tag was right. */
export interface IncomingRtp {
  readonly header: RtpHeader;
  readonly index: number;
  readonly payload: Buffer;
}

export type Rejected = 'malformed' | 'unauthentic' | 'replayed';

// A PBX changes its SSRC a few times in a call (transfer, announcements). A source's state is kept
// for the whole call: forgetting it would let its old packets be replayed.
const MAX_SOURCES = 16;
const RTCP_MIN_BYTES = 8 + 4 + TAG_BYTES;

/** RFC 3711 §3.3.1 and appendix A: the index that a sequence number most likely stands for. */
function guessIndex(highest: number, sequenceNumber: number): number {
  if (highest < 0) return sequenceNumber;
  const last = highest % 0x1_0000;
  let rollOver = (highest - last) / 0x1_0000;
  if (last < 0x8000) {
    if (sequenceNumber - last > 0x8000) rollOver -= 1;
  } else if (last - 0x8000 > sequenceNumber) {
    rollOver += 1;
  }
  return rollOver * 0x1_0000 + sequenceNumber;
}

/** Checks and decrypts what a peer sends (RFC 3711 §3.3, §3.4). State changes only for the true. */
export class SrtpReceiver {
  readonly #rtp: SessionKeys;
  readonly #rtcp: SessionKeys;
  readonly #sources = new Map<number, ReplayWindow>();
  readonly #rtcpSources = new Map<number, ReplayWindow>();

  constructor(master: MasterKey) {
    this.#rtp = rtpKeys(master);
    this.#rtcp = rtcpKeys(master);
  }

  unprotect(wire: Buffer): IncomingRtp | Rejected {
    const header = readRtpHeader(wire);
    const signed = wire.length - TAG_BYTES;
    if (header === undefined || signed < header.size) return 'malformed';
    const window = this.#sources.get(header.ssrc);
    const index = guessIndex(window?.highest ?? -1, header.sequenceNumber);
    if (index < 0 || window?.has(index) === true) return 'replayed';
    const rollOver = Math.floor(index / 0x1_0000);
    const tag = tagOf(this.#rtp, wire.subarray(0, signed), rollOver);
    if (!isTag(tag, wire.subarray(signed))) return 'unauthentic';
    if (!remember(this.#sources, header.ssrc, index)) return 'replayed';
    const padded = cipherAt(this.#rtp, header.ssrc, index, wire.subarray(header.size, signed));
    const payload = withoutPadding(padded, header.hasPadding);
    return payload === undefined ? 'malformed' : { header, index, payload };
  }

  /** The plain compound packet. */
  unprotectRtcp(wire: Buffer): Buffer | Rejected {
    if (wire.length < RTCP_MIN_BYTES) return 'malformed';
    const signed = wire.length - TAG_BYTES;
    if (!isTag(tagOf(this.#rtcp, wire.subarray(0, signed)), wire.subarray(signed))) {
      return 'unauthentic';
    }
    const ssrc = wire.readUInt32BE(4);
    const word = wire.readUInt32BE(signed - 4);
    const index = word & 0x7fff_ffff;
    if (!remember(this.#rtcpSources, ssrc, index)) return 'replayed';
    const isEncrypted = word >= 0x8000_0000;
    const body = wire.subarray(8, signed - 4);
    return Buffer.concat([
      wire.subarray(0, 8),
      isEncrypted ? cipherAt(this.#rtcp, ssrc, index, body) : body,
    ]);
  }
}

/** False when the index was seen before, or when there are too many sources. */
function remember(sources: Map<number, ReplayWindow>, ssrc: number, index: number): boolean {
  let window = sources.get(ssrc);
  if (window === undefined) {
    if (sources.size >= MAX_SOURCES) return false;
    window = new ReplayWindow();
    sources.set(ssrc, window);
  }
  if (window.has(index)) return false;
  window.add(index);
  return true;
}
