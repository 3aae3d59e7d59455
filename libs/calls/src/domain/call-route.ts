import type { FactData, Facts } from './call-fact.js';
import { ROUTE_REASONS, type RouteDecision, type RouteReason } from './decide-route.js';
import { ROUTE_TARGETS, type RoutePlan, type RouteTarget } from './route-plan.js';

/** What was decided of a user's call when it came in, and holds for it whatever the plan becomes. */
export interface CallRoute extends RouteDecision {
  /** Null: the platform's. */
  readonly ringTimeoutMs: number | null;
  readonly skipPreAccept: boolean;
  readonly ringAtOnce: boolean;
}

const MS_PER_SECOND = 1000;

/** The decision as the fact `routed` carries it. */
export function routedData(plan: RoutePlan, decision: RouteDecision): FactData {
  const { ringTimeoutSeconds, skipPreAccept, ringAtOnce } = plan;
  const ringTimeoutMs = ringTimeoutSeconds === null ? null : ringTimeoutSeconds * MS_PER_SECOND;
  return { ...decision, ringTimeoutMs, skipPreAccept, ringAtOnce };
}

/** What a call that its route turned away ends with, by why. */
const END_CODES: Readonly<Record<RouteReason, string>> = {
  FIRST_TARGET: 'ROUTE_REJECTS',
  NEXT_TARGET: 'ROUTE_REJECTS',
  OUTSIDE_HOURS: 'ROUTE_OUTSIDE_HOURS',
  BUSY: 'ROUTE_BUSY',
  CALLER_BLOCKED: 'ROUTE_CALLER_BLOCKED',
  CALLER_NOT_LISTED: 'ROUTE_CALLER_NOT_LISTED',
  COUNTRY_NOT_ALLOWED: 'ROUTE_COUNTRY_NOT_ALLOWED',
  NO_PAYLOAD: 'ROUTE_NO_PAYLOAD',
  TENANT_QUOTA_REACHED: 'ROUTE_TENANT_QUOTA_REACHED',
};

/** The end code of a call that its route turned away for this reason. */
export function routeEndCode(reason: unknown): string {
  return END_CODES[oneOf<RouteReason>(ROUTE_REASONS, reason) ?? 'FIRST_TARGET'];
}

/** A call that nobody routed, such as one from before there were routes, is rung at once. */
const NOT_ROUTED: CallRoute = {
  target: 'SDES',
  reason: 'FIRST_TARGET',
  whenUnavailable: 'REJECT',
  ringTimeoutMs: null,
  skipPreAccept: false,
  ringAtOnce: true,
};

/**
 * How a user's call is routed, by what is known of it. Its target is who has it now: without a media
 * node it has gone on to `whenUnavailable`.
 */
export function routeOf({ routed, media_failed }: Facts): CallRoute {
  if (routed === undefined) return NOT_ROUTED;
  const { ringTimeoutMs, skipPreAccept, ringAtOnce, whenUnavailable } = routed.data;
  const route: CallRoute = {
    target: oneOf<RouteTarget>(ROUTE_TARGETS, routed.data.target) ?? 'REJECT',
    reason: oneOf<RouteReason>(ROUTE_REASONS, routed.data.reason) ?? 'FIRST_TARGET',
    whenUnavailable: whenUnavailable === 'PASSTHROUGH' ? 'PASSTHROUGH' : 'REJECT',
    ringTimeoutMs: typeof ringTimeoutMs === 'number' ? ringTimeoutMs : null,
    skipPreAccept: skipPreAccept === true,
    ringAtOnce: ringAtOnce === true,
  };
  return isWithoutMedia(route, media_failed?.data)
    ? { ...route, target: route.whenUnavailable }
    : route;
}

function isWithoutMedia({ target }: CallRoute, failed: FactData | undefined): boolean {
  return target === 'SDES' && failed?.reason === 'MEDIA_UNAVAILABLE';
}

function oneOf<T extends string>(all: readonly T[], text: unknown): T | undefined {
  return all.find((one) => one === text);
}
