import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { takeRate } from './rate-limit.js';

const start = Date.UTC(2026, 10, 21, 12);

describe('the rate of an endpoint', () => {
  it('gives what three tenths of a second are worth at once, and then one after another', () => {
    const first = takeRate(null, 50, { wanted: 100, now: new Date(start) });
    expect(first.places).toBe(15);
    expect(first.retryAt).toEqual(new Date(start + 20));
    const next = takeRate(first.paidUntil, 50, { wanted: 100, now: new Date(start + 20) });
    expect(next.places).toBe(1);
  });

  it('gives a slow endpoint one place at a time', () => {
    const first = takeRate(null, 1, { wanted: 3, now: new Date(start) });
    expect([first.places, first.retryAt]).toEqual([1, new Date(start + 1000)]);
    const early = takeRate(first.paidUntil, 1, { wanted: 1, now: new Date(start + 999) });
    expect(early.places).toBe(0);
    expect(early.paidUntil).toEqual(first.paidUntil);
  });

  it('gives all when all is less than the limit', () => {
    const grant = takeRate(null, 100, { wanted: 3, now: new Date(start) });
    expect(grant).toMatchObject({ places: 3, retryAt: undefined });
  });

  it('never gives more than the limit and its burst, whoever asks when, and always gives again', () => {
    const asked = fc.array(
      fc.record({ ms: fc.integer({ min: 0, max: 700 }), wanted: fc.integer({ min: 1, max: 50 }) }),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(asked, fc.integer({ min: 1, max: 1000 }), (questions, perSecond) => {
        let paidUntil: Date | null = null;
        let nowMs = start;
        let given = 0;
        for (const { ms, wanted } of questions) {
          nowMs += ms;
          const grant = takeRate(paidUntil, perSecond, { wanted, now: new Date(nowMs) });
          ({ paidUntil } = grant);
          given += grant.places;
          expect(grant.retryAt === undefined).toBe(grant.places === wanted);
          if (grant.retryAt !== undefined) {
            const again = takeRate(paidUntil, perSecond, { wanted: 1, now: grant.retryAt });
            expect(again.places).toBe(1);
          }
        }
        const seconds = (nowMs - start) / 1000;
        expect(given).toBeLessThanOrEqual(
          perSecond * seconds + Math.max(1, 0.3 * perSecond) + 1e-6,
        );
      }),
    );
  });
});
