import { describe, expect, it } from '@jest/globals';
import { parseValue } from 'graphql';
import { DateTime } from './date-time.scalar.js';

describe('a DateTime', () => {
  it.each([
    ['2026-02-28T09:54:33Z', '2026-02-28T09:54:33.000Z'],
    ['2028-02-29T23:59:59.999Z', '2028-02-29T23:59:59.999Z'],
    ['2026-03-01T01:30:00+05:30', '2026-02-28T20:00:00.000Z'],
    ['2026-02-28T09:54Z', '2026-02-28T09:54:00.000Z'],
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['+010000-01-01T00:00:00Z', '+010000-01-01T00:00:00.000Z'],
  ])('is the moment that %s names', (text, iso) => {
    expect(DateTime.parseValue(text).toISOString()).toBe(iso);
    expect(DateTime.parseLiteral(parseValue(`"${text}"`))).toEqual(new Date(iso));
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2100-02-29T12:00:00+02:00',
    '2026-04-31',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '-999999-01-01T00:00:00Z',
  ])('is refused for a day that no calendar has: %s', (text) => {
    expect(() => DateTime.parseValue(text)).toThrow('names a day that the calendar does not have');
  });

  it.each([
    '2026-02-28T24:00:00Z',
    '2026-02-28T09:60:00Z',
    '2026-02-28T09:54:60Z',
    '2026-02-28T09:54:33',
    '2026-02-28T09:54:33+24:00',
    '2026-02-28 09:54:33Z',
    'Feb 28 2026',
    '1772272473000',
    'now',
    '',
    1772272473000,
    true,
    null,
    {},
  ])('is refused for what is no ISO 8601 time with its offset: %j', (value) => {
    expect(() => DateTime.parseValue(value)).toThrow('must be an ISO 8601 time');
  });

  it('is refused for a literal that is no string', () => {
    expect(() => DateTime.parseLiteral(parseValue('1772272473'))).toThrow('must be an ISO 8601');
  });

  it('is answered in UTC, and nothing for nothing', () => {
    expect(DateTime.serialize(new Date('2026-02-28T09:54:33+02:00'))).toBe(
      '2026-02-28T07:54:33.000Z',
    );
    expect(DateTime.serialize(undefined)).toBeNull();
  });
});
