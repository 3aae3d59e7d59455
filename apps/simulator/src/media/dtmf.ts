import { FRAME_MS } from './frame.js';

/** A key the business pressed. */
export interface HeardDigit {
  readonly digit: string;
  /** As the event's last packet tells it. */
  readonly durationMs: number;
  /** Wall time of its first packet, see wallMs. */
  readonly atMs: number;
}

/** RFC 4733 §3.2: the place of a key is its event code. */
const KEYS = '0123456789*#ABCD';
/** Durations count in 8000 units a second, on calls of every codec. */
const UNITS_PER_MS = 8;
const END_BIT = 0x80;
const PAYLOAD_BYTES = 4;
/** -10 dBm0, what phones send. */
const VOLUME = 10;
/** RFC 4733 §2.5.1.4: the last packet is sent three times, since its loss would be noticed. */
const END_PACKETS = 3;
const PRESS_MS = 100;
const PAUSE_MS = 80;

export const DIGITS_PATTERN = /^[0-9*#A-D]{1,64}$/;

/** One packet of an event. */
export interface EventPacket {
  readonly payload: Buffer;
  /** The frame at which the key was pressed: the event's timestamp. */
  readonly startIndex: number;
  /** RFC 4733 §2.5.1.1: the first packet of an event is marked. */
  readonly isFirst: boolean;
}

/** Writes the payload of an event, RFC 4733 §2.3. */
export function encodeEvent(key: string, durationMs: number, isEnd: boolean): Buffer {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload.writeUInt8(KEYS.indexOf(key), 0);
  payload.writeUInt8((isEnd ? END_BIT : 0) | VOLUME, 1);
  payload.writeUInt16BE(durationMs * UNITS_PER_MS, 2);
  return payload;
}

/** A phone's keys: pressed one after the other, 100 ms each, with pauses of 80 ms. */
export class KeyPad {
  #waiting = '';
  #pressed: { readonly key: string; readonly startIndex: number } | undefined;

  /** Presses keys after those that are still to come. */
  press(digits: string): void {
    this.#waiting += digits;
  }

  /**
   * What leaves with a frame: an update of the running event, at its end three packets at once,
   * nothing in a pause.
   */
  next(index: number): readonly EventPacket[] {
    const { key, startIndex } = this.#pressed ?? {};
    if (key === undefined || startIndex === undefined) return this.#begin(index);
    const ms = (index - startIndex + 1) * FRAME_MS;
    if (ms > PRESS_MS + PAUSE_MS) return this.#begin(index);
    if (ms > PRESS_MS) return [];
    const isEnd = ms === PRESS_MS;
    const packet = { payload: encodeEvent(key, ms, isEnd), startIndex, isFirst: false };
    return isEnd ? Array.from({ length: END_PACKETS }, () => packet) : [packet];
  }

  #begin(startIndex: number): readonly EventPacket[] {
    const [key] = this.#waiting;
    this.#waiting = this.#waiting.slice(1);
    this.#pressed = key === undefined ? undefined : { key, startIndex };
    if (key === undefined) return [];
    return [{ payload: encodeEvent(key, FRAME_MS, false), startIndex, isFirst: true }];
  }
}

/** Collects the keys of one sender. */
export class DigitListener {
  readonly #digits: { digit: string; durationMs: number; atMs: number; timestamp: number }[] = [];

  get digits(): readonly HeardDigit[] {
    return this.#digits.map(({ atMs, digit, durationMs }) => ({ digit, durationMs, atMs }));
  }

  /** RFC 4733 §2.5.1.2: all packets of an event carry the timestamp of its beginning. */
  hear(payload: Buffer, timestamp: number, atMs: number): void {
    if (payload.length < PAYLOAD_BYTES) return;
    const digit = KEYS[payload.readUInt8(0)];
    if (digit === undefined) return;
    const durationMs = payload.readUInt16BE(2) / UNITS_PER_MS;
    // Looked up from the end: a late packet belongs to one of the last keys.
    const known = this.#digits.findLast((heard) => heard.timestamp === timestamp);
    if (known === undefined) this.#digits.push({ digit, durationMs, atMs, timestamp });
    else known.durationMs = Math.max(known.durationMs, durationMs);
  }
}
