import { type FieldProblem, isCountry } from '#patchbay/kernel';
import { type CallHours, isDate, isTimeOfDay, isTimeZone } from './call-hours.js';
import type { RouteFilters, RoutePlan } from './route-plan.js';

export const MAX_STEPS = 5;
export const MAX_SPANS = 50;
export const MAX_HOLIDAYS = 100;
/** A call that rings for less is no offer to anybody. */
export const MIN_RING_SECONDS = 5;

const wrong = (field: string, problem: string): FieldProblem => ({ field, problem });

function problemsOfSteps({ steps }: RoutePlan): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (steps.length === 0 || steps.length > MAX_STEPS) {
    found.push(wrong('targets', `must be 1 to ${MAX_STEPS}`));
  }
  if (new Set(steps.map(({ target }) => target)).size !== steps.length) {
    found.push(wrong('targets', 'must name each target once'));
  }
  for (const [index, { maxLiveCalls }] of steps.entries()) {
    if (maxLiveCalls !== null && (!Number.isInteger(maxLiveCalls) || maxLiveCalls < 1)) {
      found.push(wrong(`targets.${index}.maxLiveCalls`, 'must be 1 or more, or null'));
    }
  }
  return found;
}

function problemsOfHours(hours: CallHours): FieldProblem[] {
  const { timeZone, weekly, holidays } = hours;
  const found: FieldProblem[] = [];
  if (!isTimeZone(timeZone)) {
    found.push(wrong('hours.timeZone', 'must be an IANA time zone such as Europe/London'));
  }
  if (weekly.length > MAX_SPANS) {
    found.push(wrong('hours.weekly', `must be at most ${MAX_SPANS}`));
  }
  if (holidays.length > MAX_HOLIDAYS) {
    found.push(wrong('hours.holidays', `must be at most ${MAX_HOLIDAYS}`));
  }
  for (const [index, span] of weekly.entries()) {
    found.push(...problemsOfTimes(`hours.weekly.${index}`, span));
  }
  for (const [index, { date, opensAt, closesAt }] of holidays.entries()) {
    const path = `hours.holidays.${index}`;
    if (!isDate(date)) found.push(wrong(`${path}.date`, 'must be a date, YYYY-MM-DD'));
    if (opensAt !== null && closesAt !== null) {
      found.push(...problemsOfTimes(path, { opensAt, closesAt }));
    } else if (opensAt !== closesAt) {
      found.push(wrong(path, 'needs both opensAt and closesAt, or neither: closed all day'));
    }
  }
  if (new Set(holidays.map(({ date }) => date)).size !== holidays.length) {
    found.push(wrong('hours.holidays', 'must name each date once'));
  }
  return found;
}

function problemsOfTimes(
  path: string,
  { opensAt, closesAt }: { readonly opensAt: string; readonly closesAt: string },
): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (!isTimeOfDay(opensAt, false)) found.push(wrong(`${path}.opensAt`, 'must be HH:MM'));
  if (!isTimeOfDay(closesAt, true)) {
    found.push(wrong(`${path}.closesAt`, 'must be HH:MM, up to 24:00'));
  }
  if (opensAt === closesAt) {
    found.push(wrong(path, 'opens and closes at one time: all day is 00:00 to 24:00'));
  }
  return found;
}

function problemsOfFilters({ onlyCountries, blockedCountries }: RouteFilters): FieldProblem[] {
  const problem = 'must be ISO 3166 codes of two capital letters such as BR';
  const bad = (countries: readonly string[]): boolean => !countries.every(isCountry);
  return [
    ...(bad(onlyCountries ?? []) ? [wrong('filters.onlyCountries', problem)] : []),
    ...(bad(blockedCountries) ? [wrong('filters.blockedCountries', problem)] : []),
  ];
}

/**
 * What is wrong with a plan, by the fields of `setPhoneNumberRoute`. Meta lets a call ring for 30 to 60 s;
 * `answerWindowSeconds` is the last moment at which an accept may leave.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/user-initiated-calls
 */
export function problemsOfPlan(plan: RoutePlan, answerWindowSeconds: number): FieldProblem[] {
  const { hours, filters, ringTimeoutSeconds: ring } = plan;
  const isRingWrong =
    ring !== null &&
    (!Number.isInteger(ring) || ring < MIN_RING_SECONDS || ring > answerWindowSeconds);
  const range = `must be ${MIN_RING_SECONDS} to ${answerWindowSeconds}: Meta rings for 30 to 60 s`;
  return [
    ...problemsOfSteps(plan),
    ...(hours === null ? [] : problemsOfHours(hours)),
    ...problemsOfFilters(filters),
    ...(isRingWrong ? [wrong('ringTimeoutSeconds', range)] : []),
  ];
}
