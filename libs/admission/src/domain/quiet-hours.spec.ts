import { describe, expect, it } from '@jest/globals';
import { type QuietSpan, quietUntil, spansFor } from './quiet-hours.js';

const MONDAY = 1;
const SATURDAY = 6;
const SUNDAY = 7;
const hours = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const span = (
  dayOfWeek: number,
  from: string,
  to: string,
  timeZone = 'Europe/London',
): QuietSpan => ({
  country: null,
  timeZone,
  dayOfWeek,
  startsMinute: hours(from),
  endsMinute: hours(to),
});
const until = (spans: QuietSpan[], at: string) => quietUntil(spans, new Date(at))?.toISOString();

describe('quiet hours', () => {
  it('begin and end to the second', () => {
    const spans = [span(MONDAY, '12:00', '14:00')];
    expect(until(spans, '2026-11-23T11:59:59.999Z')).toBeUndefined();
    expect(until(spans, '2026-11-23T12:00:00.000Z')).toBe('2026-11-23T14:00:00.000Z');
    expect(until(spans, '2026-11-23T13:59:59.999Z')).toBe('2026-11-23T14:00:00.000Z');
    expect(until(spans, '2026-11-23T14:00:00.000Z')).toBeUndefined();
  });

  it('go past midnight and past the end of the week', () => {
    const spans = [span(SUNDAY, '21:00', '08:00')];
    expect(until(spans, '2026-11-22T23:00:00Z')).toBe('2026-11-23T08:00:00.000Z');
    expect(until(spans, '2026-11-23T07:59:59Z')).toBe('2026-11-23T08:00:00.000Z');
    expect(until(spans, '2026-11-24T07:00:00Z')).toBeUndefined();
  });

  it('are those of the zone, summer and winter', () => {
    const spans = [span(MONDAY, '21:00', '23:00')];
    expect(until(spans, '2026-07-06T20:30:00Z')).toBe('2026-07-06T22:00:00.000Z');
    expect(until(spans, '2026-11-23T20:30:00Z')).toBeUndefined();
  });

  it('that end in the hour which spring skips end with the jump', () => {
    // London, 29 March 2026: 01:00 becomes 02:00.
    const spans = [span(SATURDAY, '22:00', '01:30')];
    expect(until(spans, '2026-03-29T00:59:59Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(until(spans, '2026-03-29T01:00:00Z')).toBeUndefined();
  });

  it('that end in the hour which autumn repeats are quiet in both', () => {
    // London, 25 October 2026: 02:00 becomes 01:00.
    const spans = [span(SATURDAY, '22:00', '01:30')];
    expect(until(spans, '2026-10-25T00:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(until(spans, '2026-10-25T01:10:00Z')).toBe('2026-10-25T01:30:00.000Z');
    expect(until(spans, '2026-10-25T01:30:00Z')).toBeUndefined();
  });

  it('that follow each other are one', () => {
    const spans = [span(MONDAY, '12:00', '14:00'), span(MONDAY, '14:00', '24:00')];
    expect(until(spans, '2026-11-23T13:00:00Z')).toBe('2026-11-24T00:00:00.000Z');
  });

  it('of all days never end', () => {
    const days = [1, 2, 3, 4, 5, 6, 7].map((day) => span(day, '00:00', '24:00'));
    expect(quietUntil(days, new Date('2026-11-23T13:00:00Z'))).toBeNull();
  });

  it('of the country of the consumer stand in place of the general ones', () => {
    const general = span(MONDAY, '12:00', '14:00');
    const indian = { ...general, country: 'IN', timeZone: 'Asia/Kolkata' };
    expect(spansFor([general, indian], 'IN')).toEqual([indian]);
    expect(spansFor([general, indian], 'KE')).toEqual([general]);
    expect(spansFor([general, indian], null)).toEqual([general]);
    expect(spansFor([indian], 'KE')).toEqual([]);
  });
});
