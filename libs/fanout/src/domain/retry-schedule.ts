import { LONGEST_RETRY_AFTER_MS } from './retry-after.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits between attempts: eight attempts over 27 hours and a half. */
export const DEFAULT_WAITS_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];

/** Waits for a live event, whose SDP is worthless once the answer window is over. */
export const LIVE_WAITS_MS: readonly number[] = [
  0.5 * SECOND,
  1 * SECOND,
  3 * SECOND,
  8 * SECOND,
  20 * SECOND,
];

/** Retries of many messages that failed together must not come back together. */
const JITTER = 0.2;

export interface FailedDelivery {
  readonly isLive: boolean;
  readonly expiresAt: Date | null;
  /** Attempts that count, the one that just failed included. */
  readonly attempts: number;
  /** What the receiver asked for with `Retry-After`, milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * When to try again, or undefined when the schedule is used up. A live event with an expiry keeps
 * its last wait until it expires, and its next turn is never later than that moment. A receiver that
 * asks for a longer wait gets it. `random` gives numbers from 0 up to 1.
 */
export function nextAttemptAt(
  delivery: FailedDelivery,
  now: Date,
  random: () => number,
): Date | undefined {
  const waits = delivery.isLive ? LIVE_WAITS_MS : DEFAULT_WAITS_MS;
  const isKeptTillExpiry = delivery.isLive && delivery.expiresAt !== null;
  const wait = waits[delivery.attempts - 1] ?? (isKeptTillExpiry ? waits.at(-1) : undefined);
  if (wait === undefined) return undefined;
  const chance = random();
  const scheduledMs = wait * (1 - JITTER + 2 * JITTER * chance);
  // Never before the moment it asked for, and not all at that moment.
  const spreadMs = (delivery.retryAfterMs ?? 0) * (1 + JITTER * chance);
  const askedMs = Math.min(spreadMs, LONGEST_RETRY_AFTER_MS);
  const atMs = now.getTime() + Math.round(Math.max(scheduledMs, askedMs));
  return new Date(Math.min(atMs, delivery.expiresAt?.getTime() ?? atMs));
}

/** Whether the message has lost its worth and must not be sent any more. */
export function isExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now.getTime();
}
