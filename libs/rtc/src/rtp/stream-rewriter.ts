import { randomInt } from 'node:crypto';

/** A packet of the incoming stream; `index` is its authenticated 48-bit SRTP index. */
export interface IncomingPosition {
  readonly ssrc: number;
  readonly index: number;
  readonly timestamp: number;
}

/** Where the packet stands in the outgoing stream. */
export interface OutgoingPosition {
  readonly index: number;
  readonly timestamp: number;
  /** The first packet after a change of source: RFC 3551 §4.1 sets the marker there. */
  readonly startsRun: boolean;
}

interface Run {
  readonly ssrc: number;
  readonly firstIndex: number;
  readonly indexOffset: number;
  readonly timestampOffset: number;
}

// Opus counts 48 kHz ticks whatever its bandwidth is (RFC 7587 §4.1); 20 ms is a packet's time.
const TICKS_PER_MS = 48;
const PACKET_TICKS = 20 * TICKS_PER_MS;

/**
 * Turns what one leg receives into the one continuous stream that the other leg sends: Meta accepts
 * a single SSRC per call, while a PBX changes its own when it transfers or plays music. Inside a
 * run gaps and order are kept, so the receiver sees true loss; at a change of source numbers go on
 * by one and time by what has passed. No outgoing index is ever used twice, whatever comes in:
 * SRTP's keystream depends on it.
 */
export class StreamRewriter {
  readonly #nowMs: () => number;
  #run: Run | undefined;
  // RFC 3711 §3.3.1: starting below 2^15 keeps the receiver's first guess of the roll-over right.
  #nextIndex = randomInt(1, 0x8000);
  #lastTimestamp = randomInt(0x1_0000_0000);
  #lastAtMs = 0;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** The packet's new position; undefined when it is older than the run and must be dropped. */
  place(incoming: IncomingPosition): OutgoingPosition | undefined {
    const startsRun = this.#run?.ssrc !== incoming.ssrc;
    const run = startsRun ? this.#startRun(incoming) : this.#run;
    if (run === undefined || incoming.index < run.firstIndex) return undefined;
    const index = incoming.index + run.indexOffset;
    const timestamp = (incoming.timestamp + run.timestampOffset) >>> 0;
    if (index >= this.#nextIndex) {
      this.#nextIndex = index + 1;
      this.#lastTimestamp = timestamp;
      this.#lastAtMs = this.#nowMs();
    }
    return { index, timestamp, startsRun };
  }

  #startRun(incoming: IncomingPosition): Run {
    const passed = this.#run === undefined ? 0 : this.#nowMs() - this.#lastAtMs;
    const ticks = Math.max(PACKET_TICKS, Math.round(passed) * TICKS_PER_MS);
    this.#run = {
      ssrc: incoming.ssrc,
      firstIndex: incoming.index,
      indexOffset: this.#nextIndex - incoming.index,
      timestampOffset: (this.#lastTimestamp + ticks - incoming.timestamp) >>> 0,
    };
    return this.#run;
  }
}
