import { CODECS, type Codec } from './codec.js';
import { decodeFrame, FRAME_MS } from './frame.js';
import { decodeG711 } from './g711.js';
import { encodeOpus, OPUS_SILENCE, OpusDecoder } from './opus.js';
import { durationMs } from './opus-packet.js';

/** One packet as it was heard or said. */
export interface SoundPacket {
  readonly codec: Codec;
  readonly payload: Buffer;
  /** Wall time, see wallMs. */
  readonly atMs: number;
  /** RTP timestamp, in ticks of the codec's clock. */
  readonly timestamp: number;
}

/** What memory a call may take: ten minutes of sound. */
const MAX_PACKETS = (10 * 60 * 1000) / FRAME_MS;
/** Beyond that a timestamp says nothing of when the packet was meant to be played. */
const MAX_DRIFT_MS = 1000;
const SILENT_FRAME = new Int16Array(8 * FRAME_MS);

interface Placed {
  readonly slot: number;
  readonly codec: Codec;
  readonly payload: Buffer;
}

/**
 * What one side of a call sounded like. Numbered frames are marks and no sound, so nothing is kept
 * of them: they become silence.
 */
export class Soundtrack {
  readonly #placed: Placed[] = [];
  #first: SoundPacket | undefined;
  #lastSlot = -1;

  /** Wall time of the first packet, whatever it carried. */
  get startMs(): number | undefined {
    return this.#first?.atMs;
  }

  /** Length so far. */
  get frames(): number {
    return this.#lastSlot + 1;
  }

  add(packet: SoundPacket): void {
    this.#first ??= packet;
    const slot = this.#slotOf(packet, this.#first);
    if (slot < 0 || slot >= MAX_PACKETS) return;
    this.#lastSlot = Math.max(this.#lastSlot, slot);
    if (decodeFrame(packet.payload) !== undefined) return;
    this.#placed.push({ slot, codec: packet.codec, payload: packet.payload });
  }

  /** One Opus packet per 20 ms; what is missing is silence. Another codec is transcoded. */
  opusPackets(): Buffer[] {
    const packets = Array.from<unknown, Buffer>({ length: this.frames }, () => OPUS_SILENCE);
    const transcoded = this.#placed.some(({ codec }) => codec !== 'OPUS');
    if (transcoded) return encodeOpus(this.samples(), 8000);
    // A packet of another length would put all that follows out of place.
    for (const { payload, slot } of this.#placed) {
      if (durationMs(payload) === FRAME_MS) packets[slot] = payload;
    }
    return packets;
  }

  /** Decoded, 8000 samples a second. */
  samples(): Int16Array {
    const samples = new Int16Array(this.frames * SILENT_FRAME.length);
    const decoder = new OpusDecoder();
    try {
      for (const { codec, payload, slot } of this.#placed.toSorted((a, b) => a.slot - b.slot)) {
        const frame = codec === 'OPUS' ? decoder.decode(payload) : decodeG711(codec, payload);
        const at = slot * SILENT_FRAME.length;
        samples.set(frame.subarray(0, Math.min(frame.length, samples.length - at)), at);
      }
    } finally {
      decoder.close();
    }
    return samples;
  }

  #slotOf(packet: SoundPacket, first: SoundPacket): number {
    const ticks = (packet.timestamp - first.timestamp) | 0;
    const playedMs = (ticks * 1000) / CODECS[packet.codec].clockHz;
    const arrivedMs = packet.atMs - first.atMs;
    const isSane = Math.abs(playedMs - arrivedMs) <= MAX_DRIFT_MS;
    return Math.round((isSane ? playedMs : arrivedMs) / FRAME_MS);
  }
}
