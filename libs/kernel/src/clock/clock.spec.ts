import { describe, expect, it } from '@jest/globals';
import { FrozenClock } from '../testing/frozen-clock.js';
import { SystemClock } from './clock.js';

describe('clocks', () => {
  it('tell the time of the machine, moved by the offset', () => {
    const clock = new SystemClock();
    const before = Date.now();
    expect(clock.nowMs()).toBeGreaterThanOrEqual(before);
    clock.setOffset(7 * 24 * 3600 * 1000);
    expect(clock.nowMs() - before).toBeGreaterThanOrEqual(clock.offsetMs);
    expect(clock.now().getTime() - before).toBeLessThan(clock.offsetMs + 60_000);
    expect(new SystemClock(clock.offsetMs).nowMs()).toBeGreaterThanOrEqual(clock.nowMs() - 60_000);
  });

  it('stand still in tests', () => {
    const clock = new FrozenClock(1000);
    expect(clock.nowMs()).toBe(1000);
    clock.advance(-1);
    expect(clock.now()).toEqual(new Date(999));
  });
});
