import type { NumberRoute } from '#patchbay/numbers';
import type { CallHours } from './call-hours.js';

/** What a user's call may be given to today; the other routes of a number come with their parts. */
export const ROUTE_TARGETS = ['SDES', 'PASSTHROUGH', 'REJECT'] as const;
export type RouteTarget = (typeof ROUTE_TARGETS)[number];

/** What happens when a target cannot take the call. */
export const ROUTE_FALLBACKS = ['NEXT_TARGET', 'PASSTHROUGH', 'REJECT'] as const;
export type RouteFallback = (typeof ROUTE_FALLBACKS)[number];

export interface RouteStep {
  readonly target: RouteTarget;
  /** Users' calls of the number that this target takes at a time; null for any number. */
  readonly maxLiveCalls: number | null;
}

/** Which callers are let through; each that is set must be met. The lists are rows of their own. */
export interface RouteFilters {
  readonly onlyListedCallers: boolean;
  /** ISO 3166-1 alpha-2; null for all. A caller whose country is not known is not in the list. */
  readonly onlyCountries: readonly string[] | null;
  readonly blockedCountries: readonly string[];
  /** The call must come from a call button or a call link that carries a payload. */
  readonly mustCarryPayload: boolean;
}

/** What a number does with users' calls. */
export interface RoutePlan {
  /** In order; the first takes the call unless it is busy. */
  readonly steps: readonly RouteStep[];
  /** When a target has all the calls it takes. */
  readonly whenBusy: RouteFallback;
  /** When there is no media node for a target that needs one. */
  readonly whenUnavailable: RouteFallback;
  /** Null: always open. */
  readonly hours: CallHours | null;
  readonly outsideHours: RouteTarget;
  readonly filters: RouteFilters;
  /** Null: the platform's. Never longer than Meta's answer window. */
  readonly ringTimeoutSeconds: number | null;
  /** Accepts without `pre_accept` before: one request less, but media is set up after the accept. */
  readonly skipPreAccept: boolean;
  /** Rings the tenant before the media towards Meta is up, instead of after. */
  readonly ringAtOnce: boolean;
}

export const NO_FILTERS: RouteFilters = {
  onlyListedCallers: false,
  onlyCountries: null,
  blockedCountries: [],
  mustCarryPayload: false,
};

/** The plan of a number whose tenant has set none: everything goes to the number's route. */
export function planOf(route: NumberRoute): RoutePlan {
  const target = ROUTE_TARGETS.find((one) => one === route) ?? 'REJECT';
  return {
    steps: [{ target, maxLiveCalls: null }],
    whenBusy: 'REJECT',
    whenUnavailable: 'REJECT',
    hours: null,
    outsideHours: 'REJECT',
    filters: NO_FILTERS,
    ringTimeoutSeconds: null,
    skipPreAccept: false,
    ringAtOnce: false,
  };
}
