import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountOf, decimalOfNano, nanoOfDecimal } from './money.js';

describe('decimalOfNano', () => {
  it.each([
    [0n, '0'],
    [1n, '0.000000001'],
    [10n, '0.00000001'],
    [2_060_000n, '0.00206'],
    [10_300_000n, '0.0103'],
    [1_000_000_000n, '1'],
    [1_500_000_000n, '1.5'],
    [-2_060_000n, '-0.00206'],
    [123_456_789_012_345_678n, '123456789.012345678'],
    [9_223_372_036_854_775_807n, '9223372036.854775807'],
  ])('writes %p as %s', (nano, text) => {
    expect(decimalOfNano(nano)).toBe(text);
  });
});

describe('nanoOfDecimal', () => {
  it('undoes decimalOfNano for every amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (nano) => {
        expect(nanoOfDecimal(decimalOfNano(nano))).toBe(nano);
      }),
    );
  });

  it.each(['', '.5', '1.', '1e3', '0x1', '1,5', '+1', ' 1', '0.0000000001', '١'])(
    'knows that %p is no amount',
    (text) => {
      expect(nanoOfDecimal(text)).toBeUndefined();
    },
  );

  it('reads the amount that a Money shows', () => {
    expect(amountOf({ nano: nanoOfDecimal('0.0103')!, currency: 'USD' })).toBe('0.0103');
  });
});
