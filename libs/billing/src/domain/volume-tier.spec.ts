import { describe, expect, it } from '@jest/globals';
import { tierBounds } from './volume-tier.js';

describe('tierBounds', () => {
  it.each<[string, bigint | null, bigint | null]>([
    ['50001:250000', 50_001n, 250_000n],
    ['0:50000', 0n, 50_000n],
    ['250001:', 250_001n, null],
    ['TIER_2', null, null],
    ['50001', null, null],
    ['', null, null],
  ])('of %s are %s and %s', (tier, lowerBound, upperBound) => {
    expect(tierBounds(tier)).toEqual({ lowerBound, upperBound });
  });
});
