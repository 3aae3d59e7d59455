import { badInput } from '#patchbay/kernel';
import { LIMIT_NAMES } from './limit-names.js';
import { dayOf, type LimitPolicyRow } from './limit-policy.js';

interface Bound {
  readonly from: number;
  readonly to: number;
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const YEAR_S = 366 * DAY_S;
/** A day behind it is taken for a slip: the limit would never begin. */
const MAX_YEARS_AHEAD = 100;

const upTo = (to: number): Bound => ({ from: 1, to });
/** How long a call may wait for something. */
const WAIT = upTo(HOUR_S);

/** Wide enough for any figure that Meta may come to, narrow enough for one zero too many to be seen. */
const BY_UNIT: Readonly<Record<string, Bound>> = {
  call: upTo(1_000_000),
  request: upTo(10_000),
  second: upTo(YEAR_S),
};

const BY_NAME: Readonly<Record<string, Bound>> = {
  [LIMIT_NAMES.pairLiveCalls]: upTo(100),
  [LIMIT_NAMES.unansweredNudge]: upTo(1000),
  [LIMIT_NAMES.unansweredRevocation]: upTo(1000),
  [LIMIT_NAMES.permissionReadsPerSecond]: upTo(1000),
  answer_window: WAIT,
  unanswered_after: WAIT,
  business_ring_limit: WAIT,
  ring_timeout: WAIT,
  outcome_unknown_after: WAIT,
  terminate_confirmed_within: WAIT,
  hang_up_given_up_after: upTo(DAY_S),
};

/** None holds when a limit is nothing: it would refuse, or end, all that it counts. */
const INSTEAD_OF_NONE: Readonly<Record<string, string>> = {
  call: '; to stop calls use setPlatformKillSwitch',
};

/** Throws BAD_USER_INPUT for a figure that a limit of this name cannot sensibly have. */
export function checkLimitValue({
  name,
  unit,
  value,
}: Pick<LimitPolicyRow, 'name' | 'unit' | 'value'>): void {
  const { from, to } = BY_NAME[name] ?? BY_UNIT[unit] ?? upTo(YEAR_S);
  if (Number.isInteger(value) && value >= from && value <= to) return;
  const instead = value < from ? (INSTEAD_OF_NONE[unit] ?? '') : '';
  throw badInput('value', `must be a whole number from ${from} to ${to}, each a ${unit}${instead}`);
}

/** Throws BAD_USER_INPUT unless it is a day of the calendar that somebody may live to see. */
export function checkLimitDay(day: string, now: Date): void {
  if (!isDay(day)) throw badInput('effectiveFrom', 'must be a day, YYYY-MM-DD');
  const last = new Date(now);
  last.setUTCFullYear(last.getUTCFullYear() + MAX_YEARS_AHEAD);
  if (day > dayOf(last)) {
    throw badInput('effectiveFrom', `must be ${dayOf(last)} or earlier: look at the year`);
  }
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** `2027-02-29` is none, though Date takes it for the next one. */
function isDay(text: string): boolean {
  const date = new Date(DAY.test(text) ? text : Number.NaN);
  return !Number.isNaN(date.getTime()) && dayOf(date) === text;
}
