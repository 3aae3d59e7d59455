import type { Codec } from './codec.js';
import { FRAME_MS } from './frame.js';
import { encodeG711, G711 } from './g711.js';
import { encodeOpus, OPUS_SILENCE } from './opus.js';

/** Concert pitch. It divides a second evenly, so that one second can be said again and again. */
export const TONE_HZ = 440;
const AMPLITUDE = 0.5;
const FRAMES_PER_SECOND = 1000 / FRAME_MS;

/** A sine tone of some seconds, 16 bits. */
export function sine(hz: number, samplesPerSecond: number, seconds: number): Int16Array {
  return Int16Array.from({ length: samplesPerSecond * seconds }, (_, i) =>
    Math.round(AMPLITUDE * 32_767 * Math.sin((2 * Math.PI * hz * i) / samplesPerSecond)),
  );
}

function encodeTone(codec: Codec): readonly Buffer[] {
  if (codec === 'OPUS') {
    // Opus remembers what came before: the second of two like seconds can follow itself.
    return encodeOpus(sine(TONE_HZ, 48_000, 2), 48_000).slice(FRAMES_PER_SECOND);
  }
  const second = encodeG711(codec, sine(TONE_HZ, 8000, 1));
  const bytes = second.length / FRAMES_PER_SECOND;
  return Array.from({ length: FRAMES_PER_SECOND }, (_, i) =>
    second.subarray(i * bytes, (i + 1) * bytes),
  );
}

const tones = new Map<Codec, readonly Buffer[]>();

/** The payload of one frame of the tone; a second is encoded once per process and codec. */
export function tonePayload(codec: Codec, index: number): Buffer {
  const tone = tones.get(codec) ?? encodeTone(codec);
  tones.set(codec, tone);
  return tone[index % tone.length] ?? OPUS_SILENCE;
}

const SILENCE: Readonly<Record<Codec, Buffer>> = {
  OPUS: OPUS_SILENCE,
  PCMA: Buffer.alloc(8 * FRAME_MS, G711.PCMA.silence),
  PCMU: Buffer.alloc(8 * FRAME_MS, G711.PCMU.silence),
};

export function silencePayload(codec: Codec): Buffer {
  return SILENCE[codec];
}
