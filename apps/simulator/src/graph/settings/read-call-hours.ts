import {
  type CallHours,
  DAYS_OF_WEEK,
  type Holiday,
  type OperatingHours,
} from '../../world/calling-settings.js';
import { isTimeZone, localTimeIn } from '../../world/rules/call-hours.js';
import { type JsonObject, ON_OFF, readArray, readObject, readWord, required } from './read-json.js';
import { refuseSettings, type SettingsRefusal } from './settings-refusals.js';

export interface CallHoursTerms {
  readonly nowMs: number;
  /** Whether hours that are off must still name time zone and week. */
  readonly isScheduleRequiredWhenOff: boolean;
}

const MAX_ENTRIES_A_DAY = 2;
const MAX_HOLIDAYS = 20;
/** `0900`, and `09:00` as an older sample of Meta's reference has it. */
const TIME = /^([01]\d|2[0-3]):?([0-5]\d)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads `call_hours`, which replaces what was there as a whole: no holidays given, none kept. */
export function readCallHours(value: unknown, terms: CallHoursTerms): CallHours {
  const path = 'call_hours';
  const hours = readObject(value, path, [
    'status',
    'timezone_id',
    'weekly_operating_hours',
    'holiday_schedule',
  ]);
  const status = required(readWord(hours.status, ON_OFF, 'invalidStatus'), `${path}.status`);
  const isOn = status === 'ENABLED';
  const isWhole = isOn || terms.isScheduleRequiredWhenOff;
  const timeZoneId = readTimeZone(hours, isWhole);
  const weekly = readWeek(hours, isWhole);
  if (isOn && weekly.length === 0) throw refuseSettings('emptyWeek');
  const holidays = readHolidays(hours.holiday_schedule ?? []);
  const today = localTimeIn(timeZoneId === '' ? 'UTC' : timeZoneId, terms.nowMs).date;
  if (holidays.some(({ date }) => date < today)) throw refuseSettings('pastHoliday');
  return { status, timeZoneId, weekly, holidays };
}

function readTimeZone({ timezone_id: id }: JsonObject, isRequired: boolean): string {
  if (isRequired) required(id, 'call_hours.timezone_id');
  if (id === undefined) return '';
  if (typeof id !== 'string' || !isTimeZone(id)) throw refuseSettings('invalidTimeZone');
  return id;
}

function readWeek(hours: JsonObject, isRequired: boolean): OperatingHours[] {
  const path = 'call_hours.weekly_operating_hours';
  const { weekly_operating_hours: list } = hours;
  if (isRequired) required(list, path);
  const week = readArray(list ?? [], path).map((item): OperatingHours => {
    const entry = readObject(item, path, ['day_of_week', 'open_time', 'close_time']);
    required(entry.day_of_week, `${path}.day_of_week`);
    const day = readWord(entry.day_of_week, DAYS_OF_WEEK, 'invalidSchedule');
    const { from, until } = readSpan(entry, ['open_time', 'close_time'], path);
    return { dayOfWeek: day ?? 'MONDAY', openTime: from, closeTime: until };
  });
  for (const day of DAYS_OF_WEEK) {
    const spans = week
      .filter(({ dayOfWeek }) => dayOfWeek === day)
      .map(({ closeTime, openTime }) => ({ from: openTime, until: closeTime }));
    checkDay(spans, 'tooManyEntries');
  }
  return week;
}

function readHolidays(value: unknown): Holiday[] {
  const path = 'call_hours.holiday_schedule';
  const list = readArray(value, path);
  if (list.length > MAX_HOLIDAYS) throw refuseSettings('tooManyHolidays');
  const holidays = list.map((item): Holiday => {
    const entry = readObject(item, path, [
      'date',
      'start_time',
      'end_time',
      'open_time',
      'close_time',
    ]);
    const date = required(entry.date, `${path}.date`);
    if (typeof date !== 'string' || !isDate(date)) throw refuseSettings('invalidHolidayDate');
    // Meta's samples have one pair of names, its table the other.
    const keys = 'open_time' in entry ? OPEN_CLOSE : START_END;
    const { from, until } = readSpan(entry, keys, path);
    return { date, startTime: from, endTime: until };
  });
  for (const date of new Set(holidays.map((holiday) => holiday.date))) {
    const spans = holidays
      .filter((holiday) => holiday.date === date)
      .map(({ endTime, startTime }) => ({ from: startTime, until: endTime }));
    checkDay(spans, 'tooManyHolidayEntries');
  }
  return holidays;
}

const START_END = ['start_time', 'end_time'] as const;
const OPEN_CLOSE = ['open_time', 'close_time'] as const;

interface Span {
  readonly from: string;
  readonly until: string;
}

/** Two times of a day, the first before the second. */
function readSpan(
  entry: JsonObject,
  [fromKey, untilKey]: readonly [string, string],
  path: string,
): Span {
  const from = readTime(required(entry[fromKey], `${path}.${fromKey}`));
  const until = readTime(required(entry[untilKey], `${path}.${untilKey}`));
  if (from >= until) throw refuseSettings('invalidSchedule');
  return { from, until };
}

/** Gives `HHMM`. A JSON number is no time, though a table calls it one: `0900` would be 900. */
function readTime(value: unknown): string {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (match === null) throw refuseSettings('invalidSchedule');
  return `${match[1] ?? ''}${match[2] ?? ''}`;
}

/** In the right form and on the calendar. */
function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function checkDay(spans: readonly Span[], tooMany: SettingsRefusal): void {
  if (spans.length > MAX_ENTRIES_A_DAY) throw refuseSettings(tooMany);
  const [first, second] = [...spans].sort((a, b) => (a.from < b.from ? -1 : 1));
  if (first === undefined || second === undefined) return;
  if (second.from < first.until) throw refuseSettings('overlap');
}
