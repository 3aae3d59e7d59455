import { describe, expect, it } from '@jest/globals';
import { countryOfNumber } from './number-country.js';

describe('the country of a number', () => {
  it.each([
    ['14155550100', 'US'],
    ['14165550100', 'CA'],
    ['18765550100', 'JM'],
    ['442071838750', 'GB'],
    ['254700000101', 'KE'],
    ['201001234567', 'EG'],
  ])('%s is %s by all of its digits', (digits, country) => {
    expect(countryOfNumber(digits)).toBe(country);
  });

  it('is unknown of digits that no country has', () => {
    expect([countryOfNumber('999999999999'), countryOfNumber('')]).toEqual([null, null]);
  });
});
