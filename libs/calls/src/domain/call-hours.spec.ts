import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CallHours, isDate, isOpen, isTimeOfDay, isTimeZone, WEEKDAYS } from './call-hours.js';

const at = (iso: string): number => Date.parse(iso);
const hours = (over: Partial<CallHours>): CallHours => ({
  timeZone: 'Europe/London',
  weekly: [],
  holidays: [],
  ...over,
});
const nineToFive = WEEKDAYS.slice(0, 5).map((day) => ({
  day,
  opensAt: '09:00',
  closesAt: '17:00',
}));

/** Open at an instant and not a second before, or the other way round. */
const turns = (plan: CallHours, iso: string): [boolean, boolean] => [
  isOpen(plan, at(iso) - 1000),
  isOpen(plan, at(iso)),
];
const OPENS: [boolean, boolean] = [false, true];
const CLOSES: [boolean, boolean] = [true, false];

describe('call hours', () => {
  it.each([
    ['in winter', '2026-11-23T09:00:00Z', '2026-11-23T17:00:00Z'],
    ['in summer', '2026-07-20T08:00:00Z', '2026-07-20T16:00:00Z'],
    [
      'on the last working day before clocks go forward',
      '2026-03-27T09:00:00Z',
      '2026-03-27T17:00:00Z',
    ],
    [
      'on the first working day after clocks go forward',
      '2026-03-30T08:00:00Z',
      '2026-03-30T16:00:00Z',
    ],
    [
      'on the last working day before clocks go back',
      '2026-10-23T08:00:00Z',
      '2026-10-23T16:00:00Z',
    ],
    [
      'on the first working day after clocks go back',
      '2026-10-26T09:00:00Z',
      '2026-10-26T17:00:00Z',
    ],
  ])('open and close to the second in London %s', (_when, opens, closes) => {
    const plan = hours({ weekly: nineToFive });
    expect([turns(plan, opens), turns(plan, closes)]).toEqual([OPENS, CLOSES]);
  });

  it.each([
    ['Asia/Kolkata', '2026-11-23T03:30:00Z'],
    ['Africa/Nairobi', '2026-11-23T06:00:00Z'],
    ['America/New_York', '2026-11-23T14:00:00Z'],
    ['Asia/Kathmandu', '2026-11-23T03:15:00Z'],
    ['Pacific/Auckland', '2026-11-22T20:00:00Z'],
  ])('open at 09:00 of %s', (timeZone, opens) => {
    expect(turns(hours({ timeZone, weekly: nineToFive }), opens)).toEqual(OPENS);
  });

  it('whose beginning daylight saving skips open when the clock jumps', () => {
    // 29 March 2026 in Berlin: 01:59:59 is followed by 03:00:00.
    const weekly = [{ day: 'SUNDAY', opensAt: '02:30', closesAt: '08:00' } as const];
    const plan = hours({ timeZone: 'Europe/Berlin', weekly });
    expect(turns(plan, '2026-03-29T01:00:00Z')).toEqual(OPENS);
    expect(turns(plan, '2026-03-29T06:00:00Z')).toEqual(CLOSES);
  });

  it('that daylight saving skips whole are not that day', () => {
    const weekly = [{ day: 'SUNDAY', opensAt: '02:10', closesAt: '02:50' } as const];
    const plan = hours({ timeZone: 'Europe/Berlin', weekly });
    const day = at('2026-03-29T00:00:00Z');
    const seconds = Array.from({ length: 3 * 3600 }, (_, second) => day + second * 1000);
    expect(seconds.some((ms) => isOpen(plan, ms))).toBe(false);
    expect(turns(plan, '2026-03-22T01:10:00Z')).toEqual(OPENS);
  });

  it('that daylight saving repeats are open both times', () => {
    // 25 October 2026 in Berlin: 02:00 to 03:00 comes twice.
    const weekly = [{ day: 'SUNDAY', opensAt: '02:15', closesAt: '02:45' } as const];
    const plan = hours({ timeZone: 'Europe/Berlin', weekly });
    expect(turns(plan, '2026-10-25T00:15:00Z')).toEqual(OPENS);
    expect(turns(plan, '2026-10-25T00:45:00Z')).toEqual(CLOSES);
    expect(turns(plan, '2026-10-25T01:15:00Z')).toEqual(OPENS);
    expect(turns(plan, '2026-10-25T01:45:00Z')).toEqual(CLOSES);
  });

  it('across the hour that New York repeats close once, an hour later on the clock of the world', () => {
    const weekly = [{ day: 'SUNDAY', opensAt: '00:00', closesAt: '12:00' } as const];
    const plan = hours({ timeZone: 'America/New_York', weekly });
    expect(turns(plan, '2026-11-01T04:00:00Z')).toEqual(OPENS);
    expect(turns(plan, '2026-11-01T17:00:00Z')).toEqual(CLOSES);
  });

  it('go past midnight into the next day, and up to 24:00', () => {
    const weekly = [
      { day: 'FRIDAY', opensAt: '22:00', closesAt: '02:00' },
      { day: 'MONDAY', opensAt: '00:00', closesAt: '24:00' },
    ] as const;
    const plan = hours({ weekly });
    expect(turns(plan, '2026-11-20T22:00:00Z')).toEqual(OPENS);
    expect(turns(plan, '2026-11-21T02:00:00Z')).toEqual(CLOSES);
    expect(turns(plan, '2026-11-23T00:00:00Z')).toEqual(OPENS);
    expect(turns(plan, '2026-11-24T00:00:00Z')).toEqual(CLOSES);
  });

  it('with a break have two spans a day', () => {
    const weekly = [
      { day: 'MONDAY', opensAt: '09:00', closesAt: '12:30' },
      { day: 'MONDAY', opensAt: '13:30', closesAt: '18:00' },
    ] as const;
    expect(turns(hours({ weekly }), '2026-11-23T12:30:00Z')).toEqual(CLOSES);
    expect(turns(hours({ weekly }), '2026-11-23T13:30:00Z')).toEqual(OPENS);
  });

  it('of a holiday stand in place of the week, by the date of the zone', () => {
    const holidays = [
      { date: '2026-12-25', opensAt: null, closesAt: null },
      { date: '2026-12-24', opensAt: '09:00', closesAt: '12:00' },
    ];
    const weekly = WEEKDAYS.map((day) => ({ day, opensAt: '00:00', closesAt: '24:00' }));
    const plan = hours({ timeZone: 'Pacific/Auckland', weekly, holidays });
    // Auckland is 13 hours ahead.
    expect(turns(plan, '2026-12-23T11:00:00Z')).toEqual(CLOSES);
    expect(turns(plan, '2026-12-23T20:00:00Z')).toEqual(OPENS);
    expect(turns(plan, '2026-12-23T23:00:00Z')).toEqual(CLOSES);
    expect(turns(plan, '2026-12-25T11:00:00Z')).toEqual(OPENS);
  });

  it('that began the day before end where a holiday begins', () => {
    const weekly = [{ day: 'THURSDAY', opensAt: '22:00', closesAt: '03:00' } as const];
    const holidays = [{ date: '2026-12-25', opensAt: null, closesAt: null }];
    expect(turns(hours({ weekly, holidays }), '2026-12-25T00:00:00Z')).toEqual(CLOSES);
  });

  it('are what a clock of the zone shows, at any second of years with both changes', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Nairobi'];
    const from = at('2026-01-01T00:00:00Z') / 1000;
    const to = at('2028-01-01T00:00:00Z') / 1000;
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: from, max: to }),
        (timeZone, second) => {
          const shown = new Intl.DateTimeFormat('en-GB', {
            timeZone,
            weekday: 'long',
            hour: '2-digit',
            minute: '2-digit',
            hourCycle: 'h23',
          }).formatToParts(second * 1000);
          const part = (type: string) => shown.find((one) => one.type === type)?.value ?? '';
          const time = `${part('hour')}:${part('minute')}`;
          const isWorkday = !['Saturday', 'Sunday'].includes(part('weekday'));
          const expected = isWorkday && time >= '09:00' && time < '17:00';
          expect(isOpen(hours({ timeZone, weekly: nineToFive }), second * 1000)).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what hours are made of', () => {
  it.each([
    ['Europe/London', true],
    ['UTC', true],
    ['Mars/Olympus', false],
    ['', false],
  ])('the zone %s is known: %s', (name, is) => {
    expect(isTimeZone(name)).toBe(is);
  });

  it.each([
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-2-1', false],
  ])('%s is a day of the calendar: %s', (text, is) => {
    expect(isDate(text)).toBe(is);
  });

  it('24:00 is a time to close and not to open', () => {
    expect([isTimeOfDay('24:00', true), isTimeOfDay('24:00', false)]).toEqual([true, false]);
    expect([isTimeOfDay('23:59', false), isTimeOfDay('9:00', false)]).toEqual([true, false]);
  });
});
