import OpusScript from 'opusscript';
import { FRAME_MS } from './frame.js';

/**
 * 20 ms of silence: CELT, full band, mono (RFC 6716 §3.1, configuration 31). Decoders take it in the
 * middle of any stream.
 */
export const OPUS_SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);

const SPEECH_BITS_PER_SECOND = 24_000;

/** Encodes samples of 16 bits, 8000 or 48000 a second, into packets of 20 ms; a rest is left out. */
export function encodeOpus(samples: Int16Array, hz: 8000 | 48_000): Buffer[] {
  const encoder = new OpusScript(hz, 1, OpusScript.Application.VOIP);
  try {
    encoder.setBitrate(SPEECH_BITS_PER_SECOND);
    const perFrame = (hz * FRAME_MS) / 1000;
    const packets: Buffer[] = [];
    for (let at = 0; at + perFrame <= samples.length; at += perFrame) {
      const frame = samples.subarray(at, at + perFrame);
      const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
      packets.push(encoder.encode(bytes, perFrame));
    }
    return packets;
  } finally {
    encoder.delete();
  }
}

/** Decodes a stream of Opus packets into 8000 samples a second. Close it: it holds WASM memory. */
export class OpusDecoder {
  readonly #decoder = new OpusScript(8000, 1);

  /** An unreadable packet is silence, as a phone would play it. */
  decode(payload: Buffer): Int16Array {
    try {
      const bytes = this.#decoder.decode(payload);
      return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
    } catch {
      return new Int16Array(8 * FRAME_MS);
    }
  }

  close(): void {
    this.#decoder.delete();
  }
}
