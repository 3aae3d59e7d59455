const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** How far the zone is ahead of UTC at that instant, in milliseconds. */
  readonly aheadMs: number;
}

function localTime(atMs: number, timeZone: string): LocalTime {
  const parts = formatOf(timeZone).formatToParts(new Date(atMs));
  const read = (type: string): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const [year, month, day] = [read('year'), read('month'), read('day')];
  const localMs = Date.UTC(year, month - 1, day, read('hour'), read('minute'), read('second'));
  return { year, month, day, aheadMs: localMs - Math.floor(atMs / 1000) * 1000 };
}

/** The instant at which a local midnight falls; twice, for days on which the clocks change. */
function midnight(utcMs: number, timeZone: string): number {
  const guessMs = utcMs - localTime(utcMs, timeZone).aheadMs;
  return utcMs - localTime(guessMs, timeZone).aheadMs;
}

/** When the day began that an instant falls into, in a time zone. */
export function startOfDay(atMs: number, timeZone: string, days = 0): number {
  const { day, month, year } = localTime(atMs, timeZone);
  return midnight(Date.UTC(year, month - 1, day + days), timeZone);
}

/** When the calendar month began that an instant falls into, in a time zone. */
export function startOfMonth(atMs: number, timeZone: string, months = 0): number {
  const { month, year } = localTime(atMs, timeZone);
  return midnight(Date.UTC(year, month - 1 + months, 1), timeZone);
}

/** The calendar month as `YYYY-MM`. */
export function monthOf(atMs: number, timeZone: string): string {
  const { month, year } = localTime(atMs, timeZone);
  return `${year}-${String(month).padStart(2, '0')}`;
}
