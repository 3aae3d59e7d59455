import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalOfNano } from './money.js';
import { pulsesOf } from './pulses.js';
import { type Direction, rate } from './rating.js';

// Meta's USD rate for "Rest of Africa" and a tenant's price, per minute.
const RATES = { costNano: 10_300_000n, priceNano: 20_000_000n };

function rated(billableSeconds: number, direction: Direction) {
  const { pulses, costNano, priceNano } = rate({ billableSeconds, direction }, RATES);
  return [pulses, decimalOfNano(costNano), decimalOfNano(priceNano)];
}

describe('rate', () => {
  it.each([
    [0, 0, '0', '0'],
    [1, 1, '0.00103', '0.002'],
    [5, 1, '0.00103', '0.002'],
    [6, 1, '0.00103', '0.002'],
    [7, 2, '0.00206', '0.004'],
    [12, 2, '0.00206', '0.004'],
    [13, 3, '0.00309', '0.006'],
    [56, 10, '0.0103', '0.02'],
    [60, 10, '0.0103', '0.02'],
    [61, 11, '0.01133', '0.022'],
    [3599, 600, '0.618', '1.2'],
    [3600, 600, '0.618', '1.2'],
    [3601, 601, '0.61903', '1.202'],
    [86_400, 14_400, '14.832', '28.8'],
  ])(
    'a business-initiated call of %i s: %i pulses, cost %s, price %s',
    (s, pulses, cost, price) => {
      expect(rated(s, 'BUSINESS_INITIATED')).toEqual([pulses, cost, price]);
    },
  );

  it.each([
    [0, 0],
    [7, 2],
    [56, 10],
    [3600, 600],
  ])('a user-initiated call of %i s: %i pulses, free', (seconds, pulses) => {
    expect(rated(seconds, 'USER_INITIATED')).toEqual([pulses, '0', '0']);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a length of %p', (seconds) => {
    expect(() => rated(seconds, 'BUSINESS_INITIATED')).toThrow(RangeError);
  });

  it('refuses a rate of which a pulse is no whole number of nano-units', () => {
    const usage = { billableSeconds: 6, direction: 'BUSINESS_INITIATED' } as const;
    expect(() => rate(usage, { ...RATES, costNano: 15n })).toThrow(RangeError);
  });

  it('is exact: ten times the cost is pulses times the rate, for every length and rate', () => {
    const seconds = fc.integer({ min: 0, max: 10_000_000 });
    const tenth = fc.bigInt({ min: 0n, max: 10n ** 12n });
    fc.assert(
      fc.property(seconds, tenth, (billableSeconds, costTenth) => {
        const usage = { billableSeconds, direction: 'BUSINESS_INITIATED' } as const;
        const { pulses, costNano } = rate(usage, { costNano: costTenth * 10n, priceNano: 0n });
        expect(costNano).toBe(BigInt(pulses) * costTenth);
        expect(pulses * 6).toBeGreaterThanOrEqual(billableSeconds);
        expect((pulses - 1) * 6).toBeLessThan(billableSeconds);
        expect(pulses).toBe(pulsesOf(billableSeconds));
      }),
    );
  });
});
