import type { CallHours, DayOfWeek } from '../calling-settings.js';

/** A moment as people at the business read it off calendar and clock. */
export interface LocalTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly dayOfWeek: DayOfWeek;
  /** `HHMM`. */
  readonly time: string;
}

/** From when until when, `HHMM`; the closing minute itself is closed. */
interface Slot {
  readonly from: string;
  readonly until: string;
}

/** What the times of a holiday mean: the hours of that day, or those at which it is closed. */
export type HolidayTimes = 'open' | 'closed';

const DAY_MS = 86_400_000;
/** No schedule has a longer gap than its holidays and a week. */
const SEARCHED_DAYS = 30;

/** Names of IANA only: Meta's list has no offsets such as `+05:30`, though Intl knows them. */
export function isTimeZone(id: string): boolean {
  if (!/^[A-Za-z]/.test(id)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: id });
    return true;
  } catch {
    return false;
  }
}

/** Wall clock and calendar of a time zone, daylight saving included. */
export function localTimeIn(timeZone: string, atMs: number): LocalTime {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    dayOfWeek: part('weekday').toUpperCase() as DayOfWeek,
    time: part('hour') + part('minute'),
  };
}

/** Whether the business takes calls at a moment. A day with a holiday follows that alone. */
export function isOpenAt(hours: CallHours, atMs: number, holidayTimes: HolidayTimes): boolean {
  if (hours.status === 'DISABLED') return true;
  const local = localTimeIn(hours.timeZoneId, atMs);
  return slotsOf(hours, local, holidayTimes).some((slot) => contains(slot, local.time));
}

/** The next slot the caller's app offers, in the business's own time; none within a month. */
export function nextOpening(
  hours: CallHours,
  atMs: number,
  holidayTimes: HolidayTimes,
): Omit<LocalTime, 'dayOfWeek'> | undefined {
  const now = localTimeIn(hours.timeZoneId, atMs);
  // Dates are counted in UTC, where every day has 24 hours.
  const todayMs = Date.parse(now.date);
  for (let day = 0; day < SEARCHED_DAYS; day++) {
    const { date, dayOfWeek } = localTimeIn('UTC', todayMs + day * DAY_MS);
    const openings = slotsOf(hours, { date, dayOfWeek }, holidayTimes)
      .map(({ from }) => from)
      .filter((from) => day > 0 || from > now.time);
    const time = openings.sort()[0];
    if (time !== undefined) return { date, time };
  }
  return undefined;
}

function slotsOf(
  hours: CallHours,
  { date, dayOfWeek }: Omit<LocalTime, 'time'>,
  holidayTimes: HolidayTimes,
): Slot[] {
  const week = hours.weekly
    .filter((entry) => entry.dayOfWeek === dayOfWeek)
    .map(({ closeTime, openTime }) => ({ from: openTime, until: closeTime }));
  const special = hours.holidays
    .filter((holiday) => holiday.date === date)
    .map(({ endTime, startTime }) => ({ from: startTime, until: endTime }));
  if (special.length === 0) return week;
  return holidayTimes === 'open' ? special : special.reduce(without, week);
}

/** `2359` is the last time a schedule can name, so it stands for the end of the day. */
function contains({ from, until }: Slot, time: string): boolean {
  return from <= time && (time < until || until === '2359');
}

/** Slots less the time in which the business is closed. */
function without(slots: Slot[], closed: Slot): Slot[] {
  return slots.flatMap(({ from, until }) => {
    const before = { from, until: until < closed.from ? until : closed.from };
    const after = { from: from > closed.until ? from : closed.until, until };
    const isShutAfter = closed.until === '2359';
    return [
      ...(before.from < before.until ? [before] : []),
      ...(after.from < after.until && !isShutAfter ? [after] : []),
    ];
  });
}
