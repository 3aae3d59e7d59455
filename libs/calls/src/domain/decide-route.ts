import { isOpen } from './call-hours.js';
import type { RouteFallback, RoutePlan, RouteTarget } from './route-plan.js';

/** Why a call was given to a target. */
export const ROUTE_REASONS = [
  'FIRST_TARGET',
  'NEXT_TARGET',
  'OUTSIDE_HOURS',
  'BUSY',
  'CALLER_BLOCKED',
  'CALLER_NOT_LISTED',
  'COUNTRY_NOT_ALLOWED',
  'NO_PAYLOAD',
  'TENANT_QUOTA_REACHED',
] as const;
export type RouteReason = (typeof ROUTE_REASONS)[number];

/** What is known of a call that comes in. */
export interface RouteOffer {
  /** On which of the route's lists the caller is. */
  readonly callerList: 'ALLOWED' | 'BLOCKED' | null;
  readonly country: string | null;
  /** It came from a call button or a call link with a payload. */
  readonly hasPayload: boolean;
  /** Users' calls of the number that are live, by whom they were given to. */
  readonly liveCalls: Partial<Readonly<Record<RouteTarget, number>>>;
  /** The tenant has as many live calls as its quota allows. */
  readonly isTenantFull: boolean;
}

export interface RouteDecision {
  readonly target: RouteTarget;
  readonly reason: RouteReason;
  /** Who takes the call when the target cannot be had. */
  readonly whenUnavailable: 'PASSTHROUGH' | 'REJECT';
}

function isCountryRefused(
  { onlyCountries, blockedCountries }: RoutePlan['filters'],
  country: string | null,
): boolean {
  if (country === null) return onlyCountries !== null;
  return blockedCountries.includes(country) || onlyCountries?.includes(country) === false;
}

function refusal({ filters }: RoutePlan, offer: RouteOffer): RouteReason | undefined {
  const { callerList, country, hasPayload, isTenantFull } = offer;
  if (callerList === 'BLOCKED') return 'CALLER_BLOCKED';
  if (filters.onlyListedCallers && callerList !== 'ALLOWED') return 'CALLER_NOT_LISTED';
  if (isCountryRefused(filters, country)) return 'COUNTRY_NOT_ALLOWED';
  if (filters.mustCarryPayload && !hasPayload) return 'NO_PAYLOAD';
  return isTenantFull ? 'TENANT_QUOTA_REACHED' : undefined;
}

type Given = Pick<RouteDecision, 'target' | 'reason'>;

function givenTo({ steps, whenBusy }: RoutePlan, { liveCalls }: RouteOffer): Given {
  for (const [index, { target, maxLiveCalls }] of steps.entries()) {
    const isBusy = maxLiveCalls !== null && (liveCalls[target] ?? 0) >= maxLiveCalls;
    if (!isBusy) return { target, reason: index === 0 ? 'FIRST_TARGET' : 'NEXT_TARGET' };
    if (whenBusy !== 'NEXT_TARGET') break;
  }
  return { target: whenBusy === 'PASSTHROUGH' ? 'PASSTHROUGH' : 'REJECT', reason: 'BUSY' };
}

/** What needs media nodes cannot take the place of another that needs them. */
function withoutMedia(
  steps: RoutePlan['steps'],
  fallback: RouteFallback,
): 'PASSTHROUGH' | 'REJECT' {
  if (fallback !== 'NEXT_TARGET') return fallback;
  return steps.slice(1).find(({ target }) => target !== 'SDES')?.target === 'PASSTHROUGH'
    ? 'PASSTHROUGH'
    : 'REJECT';
}

function decided(plan: RoutePlan, offer: RouteOffer, atMs: number): Given {
  const refused = refusal(plan, offer);
  if (refused !== undefined) return { target: 'REJECT', reason: refused };
  if (plan.hours !== null && !isOpen(plan.hours, atMs)) {
    return { target: plan.outsideHours, reason: 'OUTSIDE_HOURS' };
  }
  return givenTo(plan, offer);
}

/**
 * Whom a user's call is given to: first the filters, then the tenant's quota, then the hours, then the
 * targets in their order. Pure; `atMs` is when the user called.
 */
export function decideRoute(plan: RoutePlan, offer: RouteOffer, atMs: number): RouteDecision {
  const given = decided(plan, offer, atMs);
  const whenUnavailable = withoutMedia(plan.steps, plan.whenUnavailable);
  return { ...given, whenUnavailable };
}
