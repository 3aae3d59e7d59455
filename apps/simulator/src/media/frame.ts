import type { Codec } from './codec.js';
import { G711 } from './g711.js';

/** Who speaks in a frame: the WhatsApp user or the business's side. */
export const SPEAKER = { CONSUMER: 1, TENANT: 2 } as const;
export type Speaker = (typeof SPEAKER)[keyof typeof SPEAKER];

/** One 20 ms packet: who sent it, in which run, and its place in the sequence. */
export interface Frame {
  readonly speaker: Speaker;
  /** 16 lower-case hex digits, random per speaker and call. */
  readonly nonce: string;
  readonly number: number;
}

/** Meta accepts a packet time of 20 ms only. */
export const FRAME_MS = 20;
export const NONCE_BYTES = 8;

/** RFC 6716 §3.1: configuration 9 (SILK, wideband, 20 ms), mono, one frame in the packet. */
const TOC = 9 << 3;
const MAGIC = Buffer.from('PB', 'ascii');
/** Opus: what wideband speech at 24 kbit/s takes in 20 ms. G.711: a byte a sample. */
export const PAYLOAD_BYTES = { OPUS: 60, PCMA: 160, PCMU: 160 } as const satisfies Record<
  Codec,
  number
>;
const SPEAKER_AT = 3;
const NONCE_AT = 4;
const NUMBER_AT = NONCE_AT + NONCE_BYTES;
const HEAD_BYTES = NUMBER_AT + 4;

/**
 * Writes a frame as a payload of the codec. The marks lie inside the encoded audio, so they arrive
 * only where the whole path carries the payload byte for byte: no transcoder, no wrong key.
 */
export function encodeFrame(frame: Frame, codec: Codec = 'OPUS'): Buffer {
  const filling = codec === 'OPUS' ? 0 : G711[codec].silence;
  const payload = Buffer.alloc(PAYLOAD_BYTES[codec], filling);
  payload.writeUInt8(TOC, 0);
  MAGIC.copy(payload, 1);
  payload.writeUInt8(frame.speaker, SPEAKER_AT);
  Buffer.from(frame.nonce, 'hex').copy(payload, NONCE_AT);
  payload.writeUInt32BE(frame.number, NUMBER_AT);
  return payload;
}

/** Reads a payload back; undefined when it is not one of our frames. */
export function decodeFrame(payload: Buffer): Frame | undefined {
  if (payload.length < HEAD_BYTES || payload[0] !== TOC) return undefined;
  if (!payload.subarray(1, SPEAKER_AT).equals(MAGIC)) return undefined;
  const speaker = payload.readUInt8(SPEAKER_AT);
  if (speaker !== SPEAKER.CONSUMER && speaker !== SPEAKER.TENANT) return undefined;
  return {
    speaker,
    nonce: payload.toString('hex', NONCE_AT, NUMBER_AT),
    number: payload.readUInt32BE(NUMBER_AT),
  };
}
