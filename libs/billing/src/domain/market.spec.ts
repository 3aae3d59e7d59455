import { describe, expect, it } from '@jest/globals';
import { marketOf, MARKETS } from './market.js';

const NOVEMBER_2026 = new Date('2026-11-21T12:00:00Z');
const SEPTEMBER_2026 = new Date('2026-09-30T23:59:59Z');

describe('marketOf', () => {
  it.each([
    ['254700000101', 'Rest of Africa'],
    ['256700000102', 'Rest of Africa'],
    ['233200000103', 'Rest of Africa'],
    ['447700900101', 'United Kingdom'],
    ['12025550100', 'North America'],
    ['18095550100', 'Rest of Latin America'],
    ['17875550100', 'Rest of Latin America'],
    ['12425550100', 'Other'],
    ['79161234567', 'Russia'],
    ['77011234567', 'Kazakhstan'],
    ['263771234567', 'Other'],
  ])('finds the longest calling code of %s: %s', (waId, market) => {
    expect(marketOf({ waId }, NOVEMBER_2026)).toBe(market);
  });

  it('goes by the date: Morocco has rates of its own since October 2026', () => {
    const waId = '212600000000';
    expect(marketOf({ waId }, SEPTEMBER_2026)).toBe('Rest of Africa');
    expect(marketOf({ waId }, NOVEMBER_2026)).toBe('Morocco');
    expect(marketOf({ country: 'MA' }, NOVEMBER_2026)).toBe('Morocco');
  });

  it('goes by the country when there is no number', () => {
    expect(marketOf({ waId: null, country: 'KE' }, NOVEMBER_2026)).toBe('Rest of Africa');
    expect(marketOf({ country: 'ZW' }, NOVEMBER_2026)).toBe('Other');
  });

  it('guesses nothing when neither is known', () => {
    expect(marketOf({}, NOVEMBER_2026)).toBeUndefined();
    expect(marketOf({ waId: 'KE.123', country: 'kenya' }, NOVEMBER_2026)).toBeUndefined();
  });

  it('knows every market by one name', () => {
    expect(MARKETS).toContain('Rest of Africa');
    expect(new Set(MARKETS).size).toBe(MARKETS.length);
  });
});
