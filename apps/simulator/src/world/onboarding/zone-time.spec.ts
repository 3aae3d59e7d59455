import { describe, expect, it } from '@jest/globals';
import { monthOf, startOfDay, startOfMonth } from './zone-time.js';

const at = (text: string): number => Date.parse(text);

describe('days and months of a time zone', () => {
  it('begin at its midnight, also on the days on which its clocks change', () => {
    const zone = 'Europe/Berlin';
    expect(startOfDay(at('2027-03-28T12:00:00Z'), zone)).toBe(at('2027-03-27T23:00:00Z'));
    expect(startOfDay(at('2027-03-28T12:00:00Z'), zone, 1)).toBe(at('2027-03-28T22:00:00Z'));
    expect(startOfDay(at('2027-10-31T12:00:00Z'), zone, 1)).toBe(at('2027-10-31T23:00:00Z'));
    expect(startOfMonth(at('2027-04-01T00:00:00Z'), zone)).toBe(at('2027-03-31T22:00:00Z'));
    expect(startOfMonth(at('2027-12-31T23:30:00Z'), zone, 1)).toBe(at('2028-01-31T23:00:00Z'));
  });

  it('know offsets that are no whole hours', () => {
    const zone = 'Asia/Kathmandu';
    expect(startOfDay(at('2027-01-15T12:00:00.250Z'), zone)).toBe(at('2027-01-14T18:15:00Z'));
    expect(monthOf(at('2027-01-31T18:14:59Z'), zone)).toBe('2027-01');
    expect(monthOf(at('2027-01-31T18:15:00Z'), zone)).toBe('2027-02');
  });
});
