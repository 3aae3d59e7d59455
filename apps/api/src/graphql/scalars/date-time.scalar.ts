import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** ISO 8601, years beyond four digits too: what is too far away is told so where it is used. */
const TIME =
  /^(?<day>(?:\d{4}|[+-]\d{6})-\d\d-\d\d)(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/;
const WRONG = 'must be an ISO 8601 time with its offset, such as 2026-02-28T09:54:33Z';
const NO_DAY = 'names a day that the calendar does not have';

/** Date takes 30 February for 2 March: what it makes of a day of the calendar is that day again. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function parse(value: unknown): Date {
  const day = typeof value === 'string' ? TIME.exec(value)?.groups?.day : undefined;
  if (day === undefined) throw new GraphQLError(WRONG);
  if (!isDay(day)) throw new GraphQLError(NO_DAY);
  return new Date(value as string);
}

/** A moment; inside it is a Date. */
export const DateTime = new GraphQLScalarType<Date, string | null>({
  name: 'DateTime',
  description:
    'An ISO 8601 time, such as 2019-12-03T09:54:33Z. What is answered is in UTC; a day alone is its ' +
    'beginning in UTC.',
  serialize: (value) => (value instanceof Date ? value.toISOString() : null),
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});

/** Fields of Date use it instead of Nest's scalar, which takes whatever Date makes something of. */
export const SCALARS_MAP = [{ type: Date, scalar: DateTime }];
