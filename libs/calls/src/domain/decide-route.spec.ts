import { describe, expect, it } from '@jest/globals';
import { decideRoute, type RouteOffer } from './decide-route.js';
import { NO_FILTERS, planOf, type RouteFilters, type RoutePlan } from './route-plan.js';

const MONDAY_NOON = Date.parse('2026-11-23T12:00:00Z');
const SUNDAY_NOON = Date.parse('2026-11-22T12:00:00Z');

const offer = (over: Partial<RouteOffer> = {}): RouteOffer => ({
  callerList: null,
  country: 'KE',
  hasPayload: false,
  liveCalls: {},
  isTenantFull: false,
  ...over,
});
const plan = (over: Partial<RoutePlan> = {}): RoutePlan => ({ ...planOf('SDES'), ...over });
const filtered = (filters: Partial<RouteFilters>): RoutePlan =>
  plan({ filters: { ...NO_FILTERS, ...filters } });

const decided = (of: RoutePlan, about = offer(), atMs = MONDAY_NOON): string[] => {
  const { target, reason } = decideRoute(of, about, atMs);
  return [target, reason];
};
const LET_THROUGH = ['SDES', 'FIRST_TARGET'];

describe('a number without a plan', () => {
  it.each([
    ['SDES', 'SDES'],
    ['PASSTHROUGH', 'PASSTHROUGH'],
    ['REJECT', 'REJECT'],
    ['TRUNK', 'REJECT'],
    ['STREAM', 'REJECT'],
  ] as const)('whose route is %s gives every call to %s', (route, target) => {
    expect(decided(planOf(route))).toEqual([target, 'FIRST_TARGET']);
  });
});

describe('a filter', () => {
  it('turns a blocked caller away, whatever else holds', () => {
    const blocked = offer({ callerList: 'BLOCKED', hasPayload: true });
    expect(decided(plan(), blocked)).toEqual(['REJECT', 'CALLER_BLOCKED']);
  });

  it.each([
    ['ALLOWED', LET_THROUGH],
    [null, ['REJECT', 'CALLER_NOT_LISTED']],
    ['BLOCKED', ['REJECT', 'CALLER_BLOCKED']],
  ] as const)('for listed callers: one on the list %s', (callerList, expected) => {
    expect(decided(filtered({ onlyListedCallers: true }), offer({ callerList }))).toEqual(expected);
  });

  it.each([
    [{ onlyCountries: ['KE', 'BR'] }, 'KE', LET_THROUGH],
    [{ onlyCountries: ['BR'] }, 'KE', ['REJECT', 'COUNTRY_NOT_ALLOWED']],
    [{ onlyCountries: ['BR'] }, null, ['REJECT', 'COUNTRY_NOT_ALLOWED']],
    [{ blockedCountries: ['KE'] }, 'KE', ['REJECT', 'COUNTRY_NOT_ALLOWED']],
    [{ blockedCountries: ['BR'] }, 'KE', LET_THROUGH],
    [{ blockedCountries: ['BR'] }, null, LET_THROUGH],
  ] as const)('for countries %j: a caller of %s', (filters, country, expected) => {
    expect(decided(filtered(filters), offer({ country }))).toEqual(expected);
  });

  it('for payloads lets calls from buttons and links through, and no others', () => {
    const withPayload = filtered({ mustCarryPayload: true });
    expect(decided(withPayload, offer({ hasPayload: true }))).toEqual(LET_THROUGH);
    expect(decided(withPayload, offer())).toEqual(['REJECT', 'NO_PAYLOAD']);
  });

  it('is met together with every other', () => {
    const both = filtered({ onlyCountries: ['KE'], mustCarryPayload: true });
    expect(decided(both, offer({ hasPayload: true }))).toEqual(LET_THROUGH);
    expect(decided(both, offer({ hasPayload: true, country: 'BR' }))[0]).toBe('REJECT');
    expect(decided(both, offer())[0]).toBe('REJECT');
  });
});

describe('the quota of the tenant', () => {
  it('turns a call away, and not one that a filter turns away anyway', () => {
    const full = offer({ isTenantFull: true });
    expect(decided(plan(), full)).toEqual(['REJECT', 'TENANT_QUOTA_REACHED']);
    expect(decided(filtered({ mustCarryPayload: true }), full)).toEqual(['REJECT', 'NO_PAYLOAD']);
  });
});

describe('hours', () => {
  const hours = {
    timeZone: 'Europe/London',
    weekly: [{ day: 'MONDAY', opensAt: '09:00', closesAt: '17:00' } as const],
    holidays: [],
  };

  it('give a call outside of them to what the route says', () => {
    expect(decided(plan({ hours }), offer(), SUNDAY_NOON)).toEqual(['REJECT', 'OUTSIDE_HOURS']);
    const through = plan({ hours, outsideHours: 'PASSTHROUGH' });
    expect(decided(through, offer(), SUNDAY_NOON)).toEqual(['PASSTHROUGH', 'OUTSIDE_HOURS']);
    expect(decided(plan({ hours }))).toEqual(LET_THROUGH);
  });

  it('close to the second', () => {
    const closing = Date.parse('2026-11-23T17:00:00Z');
    expect(decided(plan({ hours }), offer(), closing - 1)).toEqual(LET_THROUGH);
    expect(decided(plan({ hours }), offer(), closing)).toEqual(['REJECT', 'OUTSIDE_HOURS']);
  });
});

describe('a busy target', () => {
  const steps = [
    { target: 'SDES', maxLiveCalls: 2 },
    { target: 'PASSTHROUGH', maxLiveCalls: 1 },
  ] as const;
  const live = (SDES: number, PASSTHROUGH = 0) => offer({ liveCalls: { SDES, PASSTHROUGH } });

  it('takes calls up to its number', () => {
    expect(decided(plan({ steps }), live(1))).toEqual(LET_THROUGH);
    expect(decided(plan({ steps }), live(2))).toEqual(['REJECT', 'BUSY']);
  });

  it('leaves the call to the next one, and the last to nobody', () => {
    const overflowing = plan({ steps, whenBusy: 'NEXT_TARGET' });
    expect(decided(overflowing, live(2))).toEqual(['PASSTHROUGH', 'NEXT_TARGET']);
    expect(decided(overflowing, live(2, 1))).toEqual(['REJECT', 'BUSY']);
  });

  it('leaves it to the tenant when the route says so', () => {
    expect(decided(plan({ steps, whenBusy: 'PASSTHROUGH' }), live(2))).toEqual([
      'PASSTHROUGH',
      'BUSY',
    ]);
  });
});

describe('without media nodes', () => {
  const steps = (...targets: RoutePlan['steps'][number]['target'][]) =>
    targets.map((target) => ({ target, maxLiveCalls: null }));

  it.each([
    ['REJECT', steps('SDES', 'PASSTHROUGH'), 'REJECT'],
    ['PASSTHROUGH', steps('SDES'), 'PASSTHROUGH'],
    ['NEXT_TARGET', steps('SDES', 'PASSTHROUGH'), 'PASSTHROUGH'],
    ['NEXT_TARGET', steps('SDES', 'REJECT', 'PASSTHROUGH'), 'REJECT'],
    ['NEXT_TARGET', steps('SDES'), 'REJECT'],
  ] as const)('%s of %j is %s', (whenUnavailable, of, expected) => {
    const decision = decideRoute(plan({ steps: of, whenUnavailable }), offer(), MONDAY_NOON);
    expect(decision.whenUnavailable).toBe(expected);
  });
});
