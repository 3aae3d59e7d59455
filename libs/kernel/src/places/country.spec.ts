import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { getCountries, type MetadataJson } from 'libphonenumber-js/core';
import { isCountry } from './country.js';

const metadata = createRequire(import.meta.url)(
  'libphonenumber-js/metadata.min.json',
) as MetadataJson;

describe('a country', () => {
  it.each(['KE', 'BR', 'DE', 'GB', 'AQ', 'XK'])('is %s', (code) => {
    expect(isCountry(code)).toBe(true);
  });

  it.each(['ZZ', 'XX', 'UK', 'EU', 'ke', 'Ke', 'KEN', 'K', '', '25', 'K\n'])(
    'is not %j',
    (code) => {
      expect(isCountry(code)).toBe(false);
    },
  );

  it('is wherever a telephone number may be from', () => {
    expect(getCountries(metadata).filter((code) => !isCountry(code))).toEqual([]);
  });
});
