import { describe, expect, it } from '@jest/globals';
import { problemsOfPlan } from './check-route-plan.js';
import { NO_FILTERS, planOf, type RoutePlan } from './route-plan.js';

const fieldsOf = (over: Partial<RoutePlan>): string[] =>
  problemsOfPlan({ ...planOf('SDES'), ...over }, 60).map(({ field }) => field);

const hours = (over: object) => ({ timeZone: 'UTC', weekly: [], holidays: [], ...over });

describe('a route', () => {
  it('of a number without one is right', () => {
    expect(fieldsOf({})).toEqual([]);
  });

  it('with hours, holidays and filters is right', () => {
    const plan = {
      hours: hours({
        timeZone: 'America/Sao_Paulo',
        weekly: [{ day: 'MONDAY', opensAt: '22:00', closesAt: '06:00' }],
        holidays: [
          { date: '2026-12-25', opensAt: null, closesAt: null },
          { date: '2026-12-31', opensAt: '09:00', closesAt: '24:00' },
        ],
      }),
      filters: { ...NO_FILTERS, onlyCountries: ['BR'], blockedCountries: ['US'] },
      ringTimeoutSeconds: 30,
    };
    expect(fieldsOf(plan as Partial<RoutePlan>)).toEqual([]);
  });

  it.each<[string, Partial<RoutePlan>, string]>([
    ['no target', { steps: [] }, 'targets'],
    [
      'a target twice',
      {
        steps: [
          { target: 'SDES', maxLiveCalls: 1 },
          { target: 'SDES', maxLiveCalls: null },
        ],
      },
      'targets',
    ],
    ['no calls at all', { steps: [{ target: 'SDES', maxLiveCalls: 0 }] }, 'targets.0.maxLiveCalls'],
    ['an unknown zone', { hours: hours({ timeZone: 'Mars/Olympus' }) }, 'hours.timeZone'],
    [
      'a time that is none',
      { hours: hours({ weekly: [{ day: 'MONDAY', opensAt: '9', closesAt: '17:00' }] }) },
      'hours.weekly.0.opensAt',
    ],
    [
      'a span of nothing',
      { hours: hours({ weekly: [{ day: 'MONDAY', opensAt: '09:00', closesAt: '09:00' }] }) },
      'hours.weekly.0',
    ],
    [
      'a day that is none',
      { hours: hours({ holidays: [{ date: '2026-02-30', opensAt: null, closesAt: null }] }) },
      'hours.holidays.0.date',
    ],
    [
      'half a holiday',
      { hours: hours({ holidays: [{ date: '2026-12-24', opensAt: '09:00', closesAt: null }] }) },
      'hours.holidays.0',
    ],
    [
      'a country by name',
      { filters: { ...NO_FILTERS, onlyCountries: ['Kenya'] } },
      'filters.onlyCountries',
    ],
    ['too short a ring', { ringTimeoutSeconds: 4 }, 'ringTimeoutSeconds'],
    ["a ring beyond Meta's window", { ringTimeoutSeconds: 61 }, 'ringTimeoutSeconds'],
  ])('with %s is refused by its field', (_what, over, field) => {
    expect(fieldsOf(over)).toContain(field);
  });
});
