import type { Clock } from '../clock/clock.js';
import { pooledRandomBytes } from '../crypto/random-pool.js';

let clockMs = 0;
let stampMs = 0;
let counter = 0;

/**
 * The next pair of time stamp and counter. A full counter borrows the next millisecond (RFC 9562
 * §6.2), and when the clock gets there the ids simply go on.
 */
function nextStamp(now: number): void {
  if (now !== clockMs && now !== stampMs) {
    stampMs = now;
    counter = pooledRandomBytes(2).readUInt16BE() & 0x3ff;
  } else if (counter < 0xfff) {
    counter += 1;
  } else {
    stampMs += 1;
    counter = 0;
  }
  clockMs = now;
}

/**
 * A UUID version 7 (RFC 9562 §5.7) whose time comes from `clock`. Ids made by one process within
 * one millisecond rise: the 12 bits after the version hold a counter (RFC 9562 §6.2, method 1).
 */
export function uuidv7(clock: Clock): string {
  nextStamp(clock.nowMs());
  const bytes = pooledRandomBytes(16);
  bytes.writeUIntBE(stampMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return formatUuid(bytes);
}

/** The smallest UUID v7 of an instant: a bound for the partitions of log tables. */
export function uuidv7Floor(ms: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000, 6);
  bytes[8] = 0x80;
  return formatUuid(bytes);
}

/** The instant a UUID v7 was made, in milliseconds. */
export function timeOfUuidv7(uuid: string): number {
  return Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
}

export function formatUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in the lower-case form PostgreSQL prints. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
