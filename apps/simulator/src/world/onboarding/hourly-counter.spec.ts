import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '#patchbay/kernel';
import { HourlyCounter } from './hourly-counter.js';

const MINUTE_MS = 60_000;

describe('HourlyCounter', () => {
  it('forgets each minute when it is an hour old, and says when that will be', () => {
    const clock = new SystemClock();
    const counter = new HourlyCounter(clock);
    counter.add();
    counter.add();
    clock.setOffset(30 * MINUTE_MS);
    counter.add();
    expect([counter.count, counter.minutesUntilRoom()]).toEqual([3, 30]);
    clock.setOffset(60 * MINUTE_MS);
    expect([counter.count, counter.minutesUntilRoom()]).toEqual([1, 30]);
    clock.setOffset(90 * MINUTE_MS);
    expect([counter.count, counter.minutesUntilRoom()]).toEqual([0, 0]);
  });

  it('begins anew when hours have passed or the clock is set back', () => {
    const clock = new SystemClock();
    const counter = new HourlyCounter(clock);
    counter.add();
    clock.setOffset(500 * MINUTE_MS);
    expect(counter.count).toBe(0);
    counter.add();
    clock.setOffset(0);
    expect(counter.count).toBe(0);
  });
});
