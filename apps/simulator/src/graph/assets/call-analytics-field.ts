import type { Waba } from '../../world/assets.js';
import type {
  AnalyticsQuery,
  DataPoint,
  Dimension,
  Granularity,
} from '../../world/onboarding/call-analytics.js';
import { invalidParameter } from '../graph-error.js';
import type { FieldOf } from '../nodes.js';

type Metric = 'COUNT' | 'COST' | 'AVERAGE_DURATION';

const GRANULARITIES = ['HALF_HOUR', 'DAILY', 'MONTHLY'] as const;
const DIRECTIONS = ['USER_INITIATED', 'BUSINESS_INITIATED'] as const;
const DIMENSIONS = ['phone', 'direction', 'country'] as const;
const METRICS = ['COUNT', 'COST', 'AVERAGE_DURATION'] as const;

type Args = Readonly<Record<string, string>>;

/** `A`, `[A,B]` and `["A","B"]` all occur in requests. */
function listArg(args: Args, name: string): string[] {
  return (args[name] ?? '')
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((part) => part.trim().replace(/^["']|["']$/g, ''))
    .filter((part) => part !== '');
}

function wordsArg<T extends string>(args: Args, name: string, allowed: readonly T[]): T[] {
  return listArg(args, name).map((word) => {
    const known = allowed.find((one) => one.toLowerCase() === word.toLowerCase());
    if (known !== undefined) return known;
    throw invalidParameter(`Param ${name} must be one of {${allowed.join(', ')}}`);
  });
}

function secondsArg(args: Args, name: string): number {
  const value = args[name];
  if (value !== undefined && /^\d+$/.test(value)) return Number(value);
  throw invalidParameter(`The parameter ${name} is required and must be a UNIX time in seconds.`);
}

function granularityArg(args: Args): Granularity {
  const [granularity] = wordsArg(args, 'granularity', GRANULARITIES);
  if (granularity !== undefined) return granularity;
  throw invalidParameter('The parameter granularity is required.');
}

function readQuery(args: Args, timeZone: string): AnalyticsQuery {
  const start = secondsArg(args, 'start');
  const end = secondsArg(args, 'end');
  if (end <= start) throw invalidParameter('The parameter end must be later than start.');
  return {
    startMs: start * 1000,
    endMs: end * 1000,
    granularity: granularityArg(args),
    timeZone,
    phones: listArg(args, 'phone_numbers').map((phone) => phone.replace(/^\+/, '')),
    countries: listArg(args, 'country_codes').map((code) => code.toUpperCase()),
    directions: wordsArg(args, 'directions', DIRECTIONS),
    dimensions: wordsArg(args, 'dimensions', DIMENSIONS),
  };
}

/** Money to the tenth of a thousandth of a cent: sums of products are not exact in binary. */
function money(amount: number): number {
  return Math.round(amount * 1e7) / 1e7;
}

function pointOf(
  point: DataPoint,
  metrics: readonly Metric[],
  dimensions: readonly Dimension[],
): Record<string, unknown> {
  const { answered, calls, cost, endMs, seconds, startMs, tags } = point;
  const has = (metric: Metric): boolean => metrics.length === 0 || metrics.includes(metric);
  return {
    start: startMs / 1000,
    end: endMs / 1000,
    ...Object.fromEntries(dimensions.map((name) => [name, tags[name]])),
    ...(has('COST') ? { cost: money(cost) } : {}),
    ...(has('COUNT') ? { count: calls } : {}),
    ...(has('AVERAGE_DURATION')
      ? { average_duration: answered === 0 ? 0 : Math.round(seconds / answered) }
      : {}),
  };
}

function echo(name: string, values: readonly string[]): Record<string, unknown> {
  if (values.length === 0) return {};
  return { [name]: values.length === 1 ? values[0] : values };
}

/**
 * The field `call_analytics` of a WABA, from the calls that really took place here:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics
 */
export function callAnalytics({ field, node, world }: FieldOf<Waba>): Record<string, unknown> {
  const query = readQuery(field.args, node.timeZone);
  const metrics = wordsArg(field.args, 'metric_types', METRICS);
  const shown = world.switches.analyticsKeys === 'singular' ? query.dimensions : [];
  const points = world.onboarding.analytics.query(node.wabaId, query);
  return {
    ...(query.phones.length === 0 ? {} : { phone_numbers: query.phones }),
    ...(query.countries.length === 0 ? {} : { country_codes: query.countries }),
    granularity: query.granularity,
    ...echo('directions', query.directions),
    data_points: points.map((point) => pointOf(point, metrics, shown)),
  };
}
