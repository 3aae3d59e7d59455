import { DateTime, IANAZone } from 'luxon';

export const WEEKDAYS = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** `HH:MM` on the clock of the zone; closing at `24:00` is the end of the day. */
export interface OpenSpan {
  readonly day: Weekday;
  readonly opensAt: string;
  /** Not later than `opensAt`: the span goes on past midnight, to this time of the next day. */
  readonly closesAt: string;
}

/** A date on which the week's hours do not hold: closed, or open at these times only. */
export interface Holiday {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly opensAt: string | null;
  readonly closesAt: string | null;
}

export interface CallHours {
  /** IANA name, such as `Europe/London`. */
  readonly timeZone: string;
  readonly weekly: readonly OpenSpan[];
  readonly holidays: readonly Holiday[];
}

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

/** Seconds since midnight on the clock. */
function secondsOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE;
}

interface Span {
  readonly opensAt: string;
  readonly closesAt: string;
}

const goesPastMidnight = ({ opensAt, closesAt }: Span): boolean =>
  secondsOf(closesAt) <= secondsOf(opensAt);

/** The spans that begin on a date: a holiday's stand in place of the week's. */
function spansOf(hours: CallHours, date: DateTime): readonly Span[] {
  const holiday = holidayOn(hours, date);
  if (holiday === undefined) {
    const day = WEEKDAYS[date.weekday - 1];
    return hours.weekly.filter((span) => span.day === day);
  }
  const { opensAt, closesAt } = holiday;
  return opensAt === null || closesAt === null ? [] : [{ opensAt, closesAt }];
}

function holidayOn({ holidays }: CallHours, date: DateTime): Holiday | undefined {
  const iso = date.toISODate();
  return holidays.find((holiday) => holiday.date === iso);
}

/**
 * Whether it is open at this instant (milliseconds since the epoch), from the second of opening on and
 * until the second of closing. The clock on the wall decides: an hour that daylight saving skips is
 * never open, one that it repeats is open both times. A holiday cuts off what began the day before.
 */
export function isOpen(hours: CallHours, atMs: number): boolean {
  const here = DateTime.fromMillis(atMs, { zone: hours.timeZone });
  const second = here.hour * SECONDS_PER_HOUR + here.minute * SECONDS_PER_MINUTE + here.second;
  const today = spansOf(hours, here).some((span) =>
    goesPastMidnight(span)
      ? second >= secondsOf(span.opensAt)
      : second >= secondsOf(span.opensAt) && second < secondsOf(span.closesAt),
  );
  if (today) return true;
  if (holidayOn(hours, here) !== undefined) return false;
  return spansOf(hours, here.minus({ days: 1 })).some(
    (span) => goesPastMidnight(span) && second < secondsOf(span.closesAt),
  );
}

/** Whether this is the name of a time zone that the rules are known of. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** Whether this is a day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'UTC' }).isValid;
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Whether this is a time of the day, `HH:MM`; only closing may be `24:00`. */
export function isTimeOfDay(text: string, isClosing: boolean): boolean {
  return TIME.test(text) || (isClosing && text === '24:00');
}
