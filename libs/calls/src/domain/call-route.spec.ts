import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Asked } from './call-decisions.js';
import type { Facts, NewFact } from './call-fact.js';
import { progressOf } from './call-progress.js';
import { routedData } from './call-route.js';
import { planOf, type RoutePlan, type RouteTarget } from './route-plan.js';
import { POLICY } from '../testing/call-policy.js';

const START = Date.UTC(2026, 10, 21, 12, 0, 0);
const at = (seconds: number): number => START + seconds * 1000;
const fact = (kind: NewFact['kind'], seconds: number, data: NewFact['data'] = {}): NewFact => ({
  kind,
  atMs: at(seconds),
  data,
});
const routed = (target: RouteTarget, over: Partial<RoutePlan> = {}): NewFact => {
  const whenUnavailable = over.whenUnavailable === 'PASSTHROUGH' ? 'PASSTHROUGH' : 'REJECT';
  const decision = { target, reason: 'FIRST_TARGET', whenUnavailable } as const;
  return fact('routed', 0, routedData({ ...planOf('SDES'), ...over }, decision));
};

function run(news: readonly NewFact[], size = 1, nowSeconds = 20) {
  let facts: Facts = {};
  let asked: Asked = { effects: [], told: [] };
  const nowMs = at(nowSeconds);
  const direction = 'USER_INITIATED';
  let last = progressOf({ direction, facts, asked, news: [], policy: POLICY, nowMs: START });
  for (let i = 0; i < news.length; i += size) {
    const batch = news.slice(i, i + size);
    last = progressOf({ direction, facts, asked, news: batch, policy: POLICY, nowMs });
    ({ facts, asked } = last);
  }
  return last;
}

const OFFER = fact('offered', 0);
const MEDIA = fact('media_created', 0.1, { nodeId: 'n', bootId: 'b', nodeUrl: 'http://n' });
const LEG = fact('meta_leg_connected', 0.5);
const ANSWER = [fact('tenant_accepted', 1), fact('tenant_answer_applied', 1.1)];

describe('a call that its route turns away', () => {
  const history = [OFFER, routed('REJECT'), fact('terminated', 1, { isFailed: false })];

  it('is rejected before anything else is done, and ends so with its reason', () => {
    const { asked } = run(history.slice(0, 2), 2);
    expect(asked).toEqual({ effects: ['graph.reject'], told: [] });
    expect(run(history, 2).end).toMatchObject({ state: 'REJECTED', code: 'ROUTE_REJECTS' });
  });

  it('is the same call in whatever order it became known', () => {
    const clean = run(history, 3);
    fc.assert(
      fc.property(fc.shuffledSubarray(history, { minLength: 3 }), (order) => {
        const { state, end, facts } = run(order, 3);
        expect({ state, end, facts }).toEqual({ state: clean.state, end: clean.end, facts: clean.facts }); // prettier-ignore
      }),
    );
  });
});

describe('a call for SDES', () => {
  it('rings the tenant once Meta’s leg is up, and at once when the route says so', () => {
    const before = [OFFER, routed('SDES'), MEDIA];
    expect(run(before, 2).asked.told).toEqual([]);
    expect(run([...before, LEG], 2).asked.told).toEqual(['call.connect']);
    const atOnce = [OFFER, routed('SDES', { ringAtOnce: true }), MEDIA];
    expect(run(atOnce, 2).asked.told).toEqual(['call.connect']);
  });

  it('without pre_accept is accepted as soon as the tenant’s answer is applied', () => {
    const skipping = [OFFER, routed('SDES', { skipPreAccept: true }), MEDIA, ...ANSWER];
    const { effects } = run(skipping, 2).asked;
    expect(effects).not.toContain('graph.pre_accept');
    expect(effects).toContain('graph.accept');
  });

  it('without a node goes to whom the route names, and is rejected when that is nobody', () => {
    const failed = fact('media_failed', 2, { reason: 'MEDIA_UNAVAILABLE' });
    const through = [OFFER, routed('SDES', { whenUnavailable: 'PASSTHROUGH' }), failed];
    expect(run(through, 2).asked).toEqual({ effects: ['media.create'], told: ['call.connect'] });
    const rejected = run([OFFER, routed('SDES'), failed], 2).asked;
    expect(rejected.effects).toContain('graph.reject');
    expect(rejected.told).toEqual([]);
  });

  it.each([
    [null, 45],
    [20, 20],
    [60, 58],
  ])('with a ring time-out of %s s rings until %s s', (ringTimeoutSeconds, until) => {
    const { deadlineMs } = run([OFFER, routed('SDES', { ringTimeoutSeconds })], 2, 1);
    expect(deadlineMs).toBe(at(until));
  });
});
