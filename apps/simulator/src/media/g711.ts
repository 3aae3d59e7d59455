import type { AdditionalCodec } from './codec.js';

/** Samples of 16 bits from and to bytes of ITU-T G.711. */
interface Law {
  readonly toByte: (sample: number) => number;
  readonly toSample: (byte: number) => number;
  /** The byte of silence. */
  readonly silence: number;
}

const ULAW_BIAS = 0x84;
const ULAW_CLIP = 32_635;

function ulawByte(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function ulawSample(byte: number): number {
  const bits = ~byte & 0xff;
  const exponent = (bits >> 4) & 0x07;
  const magnitude = (((bits & 0x0f) << 3) + ULAW_BIAS) << exponent;
  return (bits & 0x80) === 0 ? magnitude - ULAW_BIAS : ULAW_BIAS - magnitude;
}

function alawByte(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  // One's complement for negatives, so that both signs have the same steps.
  const magnitude = Math.min(sample >= 0 ? sample : ~sample, 32_767) >> 3;
  const exponent = magnitude < 32 ? 0 : 27 - Math.clz32(magnitude);
  const mantissa = (magnitude >> Math.max(1, exponent)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

function alawSample(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 0x07;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (bits & 0x80) === 0 ? -magnitude : magnitude;
}

/** RFC 3551 §4.5.14: A-law and µ-law of G.711. */
export const G711: Readonly<Record<AdditionalCodec, Law>> = {
  PCMA: { toByte: alawByte, toSample: alawSample, silence: 0xd5 },
  PCMU: { toByte: ulawByte, toSample: ulawSample, silence: 0xff },
};

/** Encodes samples of 8000 a second. */
export function encodeG711(codec: AdditionalCodec, samples: Int16Array): Buffer {
  return Buffer.from(Uint8Array.from(samples, G711[codec].toByte));
}

export function decodeG711(codec: AdditionalCodec, payload: Buffer): Int16Array {
  return Int16Array.from(payload, G711[codec].toSample);
}
