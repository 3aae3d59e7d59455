import { describe, expect, it } from '@jest/globals';
import { isExpired, nextAttemptAt } from './retry-schedule.js';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const MIDDLE = (): number => 0.5;

function waitSeconds(
  attempts: number,
  {
    isLive = false,
    expiresAt = null as Date | null,
    random = MIDDLE,
    retryAfterMs = undefined as number | undefined,
  } = {},
): number | undefined {
  const next = nextAttemptAt({ isLive, expiresAt, attempts, retryAfterMs }, NOW, random);
  return next && (next.getTime() - NOW.getTime()) / 1000;
}

describe('nextAttemptAt', () => {
  it.each([
    [1, 5],
    [2, 300],
    [3, 1800],
    [4, 7200],
    [5, 18_000],
    [6, 36_000],
    [7, 36_000],
    [8, undefined],
  ])('waits after failed attempt %i for %p s', (attempts, seconds) => {
    expect(waitSeconds(attempts)).toBe(seconds);
  });

  it.each([
    [1, 0.5],
    [2, 1],
    [3, 3],
    [4, 8],
    [5, 20],
    [6, undefined],
  ])('waits for a live event after failed attempt %i for %p s', (attempts, seconds) => {
    expect(waitSeconds(attempts, { isLive: true })).toBe(seconds);
  });

  it('keeps trying a live event every 20 s until it expires, and ends at that moment', () => {
    const inSeconds = (s: number): Date => new Date(NOW.getTime() + s * 1000);
    expect(waitSeconds(6, { isLive: true, expiresAt: inSeconds(27) })).toBe(20);
    expect(waitSeconds(7, { isLive: true, expiresAt: inSeconds(7) })).toBe(7);
  });

  it('spreads each wait by a fifth to both sides', () => {
    expect(waitSeconds(2, { random: () => 0 })).toBe(240);
    expect(waitSeconds(2, { random: () => 0.999_999_999 })).toBeCloseTo(360, 3);
  });

  it('waits longer when the receiver asks for it, never shorter', () => {
    const earliest = { random: () => 0 };
    expect(waitSeconds(1, { retryAfterMs: 60_000, ...earliest })).toBe(60);
    expect(waitSeconds(1, { retryAfterMs: 60_000 })).toBe(66);
    expect(waitSeconds(2, { retryAfterMs: 1000 })).toBe(300);
  });

  it('gives up when the schedule is used up, whatever the receiver asks for', () => {
    expect(waitSeconds(8, { retryAfterMs: 60_000 })).toBeUndefined();
  });

  it('keeps the expiry when the receiver asks for a later moment', () => {
    const expiresAt = new Date(NOW.getTime() + 30_000);
    expect(waitSeconds(1, { isLive: true, expiresAt, retryAfterMs: 3_600_000 })).toBe(30);
  });
});

describe('isExpired', () => {
  it('is true from the moment of expiry on, and never without one', () => {
    expect(isExpired(NOW, NOW)).toBe(true);
    expect(isExpired(new Date(NOW.getTime() + 1), NOW)).toBe(false);
    expect(isExpired(null, NOW)).toBe(false);
  });
});
