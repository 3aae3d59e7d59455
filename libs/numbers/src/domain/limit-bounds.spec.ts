import { describe, expect, it } from '@jest/globals';
import { AppError } from '#patchbay/kernel';
import { checkLimitDay, checkLimitValue } from './limit-bounds.js';

const NOW = new Date('2026-11-22T12:00:00Z');

function problemOf(check: () => void): unknown {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.args : error;
  }
}
const valueOf = (name: string, unit: string, value: number): unknown =>
  problemOf(() => {
    checkLimitValue({ name, unit, value });
  });

describe('a figure of a limit', () => {
  it.each([
    ['pair_connected_calls', 'call', 1],
    ['number_concurrent_calls', 'call', 1000],
    ['number_call_starts', 'call', 1_000_000],
    ['permission_requests_per_day', 'request', 25],
    ['temporary_permission', 'second', 604_800],
    ['passed_through_limit', 'second', 604_800],
    ['answer_window', 'second', 60],
    ['a_new_one', 'second', 1],
  ])('may be what Meta may come to: %s %s %i', (name, unit, value) => {
    expect(valueOf(name, unit, value)).toBeUndefined();
  });

  it.each([
    ['pair_connected_calls', 'call', 0],
    ['pair_connected_calls', 'call', -1],
    ['pair_connected_calls', 'call', 1.5],
    ['number_call_starts', 'call', 1_000_001],
    ['pair_connected_window', 'second', 0],
    ['pair_connected_window', 'second', 2 ** 31 - 1],
    ['answer_window', 'second', 86_400],
    ['permission_requests_per_week', 'request', 1e12],
    ['unanswered_nudge', 'call', 1001],
  ])('is refused when it cannot be meant: %s %s %d', (name, unit, value) => {
    const problem = expect.stringMatching(/^must be a whole number from 1 to \d+, each a /);
    expect(valueOf(name, unit, value)).toMatchObject({ fields: [{ field: 'value', problem }] });
  });

  it('that would stop calls names what stops them', () => {
    expect(valueOf('number_concurrent_calls', 'call', 0)).toMatchObject({
      fields: [{ problem: expect.stringContaining('use setPlatformKillSwitch') }],
    });
  });
});

describe('the day of a limit', () => {
  const dayProblem = (day: string): unknown =>
    problemOf(() => {
      checkLimitDay(day, NOW);
    });

  it.each(['2026-11-22', '2028-02-29', '2126-11-22'])('may be %s', (day) => {
    expect(dayProblem(day)).toBeUndefined();
  });

  it.each(['2026-02-30', '2027-02-29', '2026-13-01', '2026-1-01', 'tomorrow', ''])(
    'is no day of the calendar: %j',
    (day) => {
      expect(dayProblem(day)).toMatchObject({
        fields: [{ field: 'effectiveFrom', problem: 'must be a day, YYYY-MM-DD' }],
      });
    },
  );

  it.each(['2126-11-23', '9999-12-31'])('is nobody’s to see: %s', (day) => {
    const problem = 'must be 2126-11-22 or earlier: look at the year';
    expect(dayProblem(day)).toMatchObject({ fields: [{ problem }] });
  });
});
