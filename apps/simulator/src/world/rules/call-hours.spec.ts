import { describe, expect, it } from '@jest/globals';
import type { CallHours } from '../calling-settings.js';
import { isOpenAt, isTimeZone, localTimeIn, nextOpening } from './call-hours.js';

const hours: CallHours = {
  status: 'ENABLED',
  timeZoneId: 'Europe/Berlin',
  weekly: [
    { dayOfWeek: 'MONDAY', openTime: '0900', closeTime: '1300' },
    { dayOfWeek: 'MONDAY', openTime: '1400', closeTime: '1830' },
    { dayOfWeek: 'SUNDAY', openTime: '0130', closeTime: '0330' },
  ],
  holidays: [{ date: '2026-12-28', startTime: '1200', endTime: '1500' }],
};

const at = (text: string): number => Date.parse(text);
const isOpen = (text: string, some: Partial<CallHours> = {}): boolean =>
  isOpenAt({ ...hours, ...some }, at(text), 'open');

describe('call hours', () => {
  it('F-SETTINGS-75 are read off the clock of their time zone, in summer and in winter', () => {
    // 09:00 in Berlin is 07:00 UTC on 19 October and 08:00 UTC a week later.
    expect([isOpen('2026-10-19T06:59:59Z'), isOpen('2026-10-19T07:00:00Z')]).toEqual([false, true]);
    expect([isOpen('2026-10-26T07:59:59Z'), isOpen('2026-10-26T08:00:00Z')]).toEqual([false, true]);
  });

  it('F-SETTINGS-76 hold twice in the hour that comes twice, and not at all in the one left out', () => {
    // 25 October: 02:30 comes at 00:30 and at 01:30 UTC.
    expect(isOpen('2026-10-25T00:30:00Z')).toBe(true);
    expect(isOpen('2026-10-25T01:30:00Z')).toBe(true);
    expect(isOpen('2026-10-25T02:30:00Z')).toBe(false);
    // 29 March: the clock goes from 02:00 to 03:00 at 01:00 UTC.
    expect(localTimeIn('Europe/Berlin', at('2026-03-29T01:00:00Z')).time).toBe('0300');
    expect(isOpen('2026-03-29T01:29:59Z')).toBe(true);
    expect(isOpen('2026-03-29T01:30:00Z')).toBe(false);
  });

  it('F-SETTINGS-77 end with the closing minute, and 2359 is the end of the day', () => {
    expect(isOpen('2026-10-26T11:59:59Z')).toBe(true);
    expect(isOpen('2026-10-26T12:00:00Z')).toBe(false);
    expect(isOpen('2026-10-26T13:00:00Z')).toBe(true);
    const weekly = [{ dayOfWeek: 'MONDAY', openTime: '0000', closeTime: '2359' }] as const;
    expect(isOpen('2026-10-26T22:59:59Z', { weekly })).toBe(true);
    expect(isOpen('2026-10-26T23:00:00Z', { weekly })).toBe(false);
  });

  it('have days of their own near the date line', () => {
    const moment = at('2026-10-26T10:30:00Z');
    expect(localTimeIn('Pacific/Kiritimati', moment)).toEqual({
      date: '2026-10-27',
      dayOfWeek: 'TUESDAY',
      time: '0030',
    });
    expect(localTimeIn('Pacific/Pago_Pago', moment).dayOfWeek).toBe('SUNDAY');
  });

  it('are those of the holiday alone on its day, or end where it closes', () => {
    const open = (text: string, times: 'open' | 'closed') => isOpenAt(hours, at(text), times);
    // Monday 28 December, 10:00, 12:30, 14:30 and 16:00 in Berlin.
    const moments = ['T09:00:00Z', 'T11:30:00Z', 'T13:30:00Z', 'T15:00:00Z'].map(
      (time) => `2026-12-28${time}`,
    );
    expect(moments.map((text) => open(text, 'open'))).toEqual([false, true, true, false]);
    expect(moments.map((text) => open(text, 'closed'))).toEqual([true, false, false, true]);
    const whole = {
      ...hours,
      holidays: [{ ...hours.holidays[0]!, startTime: '0000', endTime: '2359' }],
    };
    expect(isOpenAt(whole, at(moments[3]!), 'closed')).toBe(false);
  });

  it('tell when they open next', () => {
    const next = (text: string, times: 'open' | 'closed' = 'open') =>
      nextOpening(hours, at(text), times);
    expect(next('2026-10-26T12:30:00Z')).toEqual({ date: '2026-10-26', time: '1400' });
    expect(next('2026-10-26T20:00:00Z')).toEqual({ date: '2026-11-01', time: '0130' });
    expect(next('2026-12-27T12:00:00Z')).toEqual({ date: '2026-12-28', time: '1200' });
    expect(next('2026-12-27T12:00:00Z', 'closed')).toEqual({ date: '2026-12-28', time: '0900' });
    expect(nextOpening({ ...hours, weekly: [], holidays: [] }, 0, 'open')).toBeUndefined();
  });

  it('know time zones by their IANA names only', () => {
    expect(['Asia/Kolkata', 'America/Menominee', 'UTC'].every(isTimeZone)).toBe(true);
    expect(['+05:30', '', 'Mars/Olympus', 'GMT+25'].some(isTimeZone)).toBe(false);
  });
});
