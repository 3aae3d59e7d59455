import { DateTime } from 'luxon';

/** A span of the week in which a tenant places no calls; minutes of the local day. */
export interface QuietSpan {
  /** ISO 3166 alpha-2; null: of consumers whose country has no span of its own. */
  readonly country: string | null;
  /** IANA name. */
  readonly timeZone: string;
  /** ISO: 1 is Monday; the day on which it begins. */
  readonly dayOfWeek: number;
  readonly startsMinute: number;
  /** Not later than the start: on the next day. */
  readonly endsMinute: number;
}

const DAYS = 7;
const MINUTES_PER_HOUR = 60;

/** The spans that hold for a consumer: those of its country, or else those of no country. */
export function spansFor(spans: readonly QuietSpan[], country: string | null): QuietSpan[] {
  const own = spans.filter((span) => span.country !== null && span.country === country);
  return own.length > 0 ? own : spans.filter((span) => span.country === null);
}

const endsNextDay = ({ startsMinute, endsMinute }: QuietSpan): boolean =>
  endsMinute <= startsMinute;

/** The clock on the wall decides: an hour that daylight saving repeats is quiet both times. */
function isWithin(span: QuietSpan, at: Date): boolean {
  const here = DateTime.fromJSDate(at, { zone: span.timeZone });
  const minute = here.hour * MINUTES_PER_HOUR + here.minute;
  const { dayOfWeek, startsMinute, endsMinute } = span;
  if (!endsNextDay(span)) {
    return here.weekday === dayOfWeek && minute >= startsMinute && minute < endsMinute;
  }
  const nextDay = (dayOfWeek % DAYS) + 1;
  return (
    (here.weekday === dayOfWeek && minute >= startsMinute) ||
    (here.weekday === nextDay && minute < endsMinute)
  );
}

/** Instants at which the span may end next: on any day, before and after a change of the clock. */
function possibleEnds(span: QuietSpan, at: Date): number[] {
  const today = DateTime.fromJSDate(at, { zone: span.timeZone }).startOf('day');
  return Array.from({ length: DAYS + 2 }, (_, day) => {
    const end = today.plus({ days: day }).set({
      hour: Math.floor(span.endsMinute / MINUTES_PER_HOUR),
      minute: span.endsMinute % MINUTES_PER_HOUR,
    });
    return [end, end.plus({ hours: 1 }), end.startOf('hour')];
  })
    .flat()
    .map((moment) => moment.toMillis());
}

/**
 * Until when it is quiet; undefined when it is not. Null when it never ends. Spans that follow each
 * other, in whatever zones, are one.
 */
export function quietUntil(spans: readonly QuietSpan[], at: Date): Date | null | undefined {
  const isQuiet = (moment: Date): boolean => spans.some((span) => isWithin(span, moment));
  if (!isQuiet(at)) return undefined;
  const ends = spans
    .flatMap((span) => possibleEnds(span, at))
    .filter((ms) => ms > at.getTime())
    .sort((a, b) => a - b);
  const end = ends.find((ms) => !isQuiet(new Date(ms)));
  return end === undefined ? null : new Date(end);
}
