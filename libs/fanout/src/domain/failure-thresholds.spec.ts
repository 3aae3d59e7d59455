import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALERT_PERCENTS, percentToTell, reachedPercent } from './failure-thresholds.js';

const DAY_MS = 86_400_000;
const limit = { failures: 100, spanMs: DAY_MS };
const start = new Date(Date.UTC(2026, 10, 21, 12));
const after = (ms: number): Date => new Date(start.getTime() + ms);
const reached = (failures: number, ms: number, lastDeliveredAt: Date | null = null): number =>
  reachedPercent({ failures, failingSince: start, lastDeliveredAt }, limit, after(ms));

describe('the thresholds of failures', () => {
  it('are 50, 70, 90 and 100 % of the limit', () => {
    const counts = [49, 50, 69, 70, 89, 90, 99, 100, 1000];
    expect(counts.map((count) => reached(count, DAY_MS))).toEqual([
      0, 50, 50, 70, 70, 90, 90, 100, 100,
    ]);
  });

  it('give nobody up before the time is over, however many failures', () => {
    expect(reached(100_000, DAY_MS - 1)).toBe(90);
  });

  it('give nobody up whose failover URL took something in that time', () => {
    expect(reached(1000, 3 * DAY_MS, after(2.5 * DAY_MS))).toBe(90);
    expect(reached(1000, 4 * DAY_MS, after(2.5 * DAY_MS))).toBe(100);
  });

  it('are each told once and upwards, whatever the steps in which failures come', () => {
    const steps = fc.array(
      fc.record({
        count: fc.integer({ min: 1, max: 60 }),
        ms: fc.integer({ min: 0, max: DAY_MS }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 500 }), (history, failures) => {
        let told = 0;
        let total = 0;
        let now = start;
        const tellings: number[] = [];
        for (const { count, ms } of history) {
          total += count;
          now = new Date(now.getTime() + ms);
          const streak = { failures: total, failingSince: start, lastDeliveredAt: null };
          const percent = reachedPercent(streak, { failures, spanMs: DAY_MS }, now);
          const tell = percentToTell(percent, told);
          if (tell === undefined) continue;
          told = tell;
          tellings.push(tell);
        }
        expect(tellings).toEqual([...new Set(tellings)].sort((a, b) => a - b));
        expect(tellings.every((tell) => ALERT_PERCENTS.some((percent) => percent === tell))).toBe(
          true,
        );
        const isOver = total >= failures && now.getTime() - start.getTime() >= DAY_MS;
        expect(told === 100).toBe(isOver);
      }),
    );
  });
});
