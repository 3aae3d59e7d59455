import type { Direction } from '../call-states.js';
import { costOf, marketOf, pulsesOf, tierOf } from './call-prices.js';
import { monthOf, startOfDay, startOfMonth } from './zone-time.js';

/** Fine enough for half hours in every time zone, also those 45 minutes off. */
const BUCKET_MS = 15 * 60_000;
const HALF_HOUR_MS = 30 * 60_000;

/** One ended call, as the figures need it. */
export interface CallFigures {
  readonly wabaId: string;
  readonly businessId: string;
  readonly currency: string;
  readonly timeZone: string;
  /** The business's number, digits. */
  readonly phone: string;
  readonly country: string | undefined;
  readonly direction: Direction;
  readonly atMs: number;
  /** Undefined: never answered. */
  readonly seconds: number | undefined;
}

export type Granularity = 'HALF_HOUR' | 'DAILY' | 'MONTHLY';
export type Dimension = 'phone' | 'direction' | 'country';

export interface AnalyticsQuery {
  readonly startMs: number;
  readonly endMs: number;
  readonly granularity: Granularity;
  readonly timeZone: string;
  /** Empty lists: all. */
  readonly phones: readonly string[];
  readonly countries: readonly string[];
  readonly directions: readonly string[];
  readonly dimensions: readonly Dimension[];
}

interface Sums {
  calls: number;
  answered: number;
  seconds: number;
  cost: number;
}

type Tags = Readonly<Record<Dimension, string>>;

export interface DataPoint extends Sums {
  readonly startMs: number;
  readonly endMs: number;
  readonly tags: Tags;
}

/** A tier of a portfolio's calls that was reached by the last call. */
export interface TierChange {
  readonly market: string;
  readonly tier: number;
  readonly month: string;
}

function spanOf(atMs: number, { granularity, timeZone }: AnalyticsQuery): [number, number] {
  if (granularity === 'DAILY') return [startOfDay(atMs, timeZone), startOfDay(atMs, timeZone, 1)];
  if (granularity === 'MONTHLY') {
    return [startOfMonth(atMs, timeZone), startOfMonth(atMs, timeZone, 1)];
  }
  const startMs = Math.floor(atMs / HALF_HOUR_MS) * HALF_HOUR_MS;
  return [startMs, startMs + HALF_HOUR_MS];
}

function isAsked({ countries, directions, phones }: AnalyticsQuery, tags: Tags): boolean {
  return (
    (phones.length === 0 || phones.includes(tags.phone)) &&
    (countries.length === 0 || countries.includes(tags.country)) &&
    (directions.length === 0 || directions.includes(tags.direction))
  );
}

/** Sums of ended calls by quarter of an hour, number, direction and country. */
export class CallAnalytics {
  /** By WABA, then by bucket and tags. */
  readonly #sums = new Map<string, Map<string, Sums & { readonly tags: Tags; atMs: number }>>();
  /** Billed minutes by portfolio, market and month. */
  readonly #minutes = new Map<string, number>();

  /** Adds a call; tells when its minutes reached a cheaper tier. */
  record(call: CallFigures): TierChange | undefined {
    const tags = { phone: call.phone, direction: call.direction, country: call.country ?? '' };
    const atMs = Math.floor(call.atMs / BUCKET_MS) * BUCKET_MS;
    const ofWaba =
      this.#sums.get(call.wabaId) ?? new Map<string, Sums & { tags: Tags; atMs: number }>();
    this.#sums.set(call.wabaId, ofWaba);
    const key = `${atMs}|${tags.phone}|${tags.direction}|${tags.country}`;
    const sums = ofWaba.get(key) ?? { calls: 0, answered: 0, seconds: 0, cost: 0, tags, atMs };
    ofWaba.set(key, sums);
    sums.calls += 1;
    if (call.seconds === undefined) return undefined;
    sums.answered += 1;
    sums.seconds += call.seconds;
    if (call.direction === 'USER_INITIATED') return undefined;
    return this.#bill(call, call.seconds, sums);
  }

  query(wabaId: string, query: AnalyticsQuery): DataPoint[] {
    const points = new Map<string, DataPoint>();
    for (const sums of this.#sums.get(wabaId)?.values() ?? []) {
      if (sums.atMs < query.startMs || sums.atMs >= query.endMs || !isAsked(query, sums.tags))
        continue;
      const [startMs, endMs] = spanOf(sums.atMs, query);
      const key = [startMs, ...query.dimensions.map((name) => sums.tags[name])].join('|');
      const point = points.get(key) ?? {
        ...{ startMs, endMs, tags: sums.tags },
        ...{ calls: 0, answered: 0, seconds: 0, cost: 0 },
      };
      points.set(key, point);
      point.calls += sums.calls;
      point.answered += sums.answered;
      point.seconds += sums.seconds;
      point.cost += sums.cost;
    }
    return [...points.values()].sort((a, b) => a.startMs - b.startMs);
  }

  /** A call that crosses the bound of a tier costs the cheaper price as a whole. */
  #bill(call: CallFigures, seconds: number, sums: Sums): TierChange | undefined {
    const market = marketOf(call.country);
    const month = monthOf(call.atMs, call.timeZone);
    const key = `${call.businessId}|${market}|${month}`;
    const before = this.#minutes.get(key) ?? 0;
    const minutes = before + pulsesOf(seconds) / 10;
    this.#minutes.set(key, minutes);
    const tier = tierOf(minutes);
    sums.cost += costOf({ market, currency: call.currency, seconds, tier }) ?? 0;
    return tier === tierOf(before) ? undefined : { market, tier, month };
  }
}
