import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Asked } from './call-decisions.js';
import type { CallDirection, Facts, NewFact } from './call-fact.js';
import { progressOf } from './call-progress.js';
import { POLICY } from '../testing/call-policy.js';

const START = Date.UTC(2026, 10, 21, 12, 0, 0);
const NOTHING: Asked = { effects: [], told: [] };

const at = (seconds: number) => START + seconds * 1000;
const fact = (kind: NewFact['kind'], seconds: number, data: NewFact['data'] = {}): NewFact => ({
  kind,
  atMs: at(seconds),
  data,
});

function run(direction: CallDirection, batches: NewFact[][], nowSeconds = 20) {
  let facts: Facts = {};
  let asked = NOTHING;
  let last = progressOf({ direction, facts, asked, news: [], policy: POLICY, nowMs: START });
  for (const news of batches) {
    last = progressOf({ direction, facts, asked, news, policy: POLICY, nowMs: at(nowSeconds) });
    ({ facts, asked } = last);
  }
  return last;
}

const USER_ANSWERED = [
  fact('offered', 0),
  fact('media_created', 0.1, { nodeId: 'n', bootId: 'b', nodeUrl: 'http://n' }),
  fact('pre_accept_done', 0.2),
  fact('tenant_accepted', 1),
  fact('tenant_answer_applied', 1.1),
  fact('meta_leg_connected', 0.5),
  fact('pbx_leg_connected', 1.2),
  fact('accept_done', 1.3),
  fact('gate_opened', 1.4),
  fact('terminated', 9, { isFailed: false, startedAtMs: at(1), durationSeconds: 8 }),
];
const BUSINESS_ANSWERED = [
  fact('placed', 0),
  fact('media_created', 0.1, { nodeId: 'n', bootId: 'b', nodeUrl: 'http://n' }),
  fact('connect_accepted', 0.2, { wacid: 'wacid.1' }),
  fact('answer_received', 0.3),
  fact('meta_answer_applied', 0.4),
  fact('ringing', 1),
  fact('accepted', 3),
  fact('gate_opened', 3.1),
  fact('terminated', 12, { isFailed: false, startedAtMs: at(3), durationSeconds: 9 }),
];
const BUSINESS_REJECTED = [
  ...BUSINESS_ANSWERED.slice(0, 6),
  fact('rejected', 3),
  fact('terminated', 4, { isFailed: false }),
];

const final = ({ state, end, answeredAtMs, facts }: ReturnType<typeof run>) => ({
  state,
  end,
  answeredAtMs,
  facts: Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)),
});

describe('progressOf', () => {
  it.each<[string, CallDirection, NewFact[], string]>([
    ['user-initiated, answered', 'USER_INITIATED', USER_ANSWERED, 'COMPLETED'],
    ['business-initiated, answered', 'BUSINESS_INITIATED', BUSINESS_ANSWERED, 'COMPLETED'],
    ['business-initiated, rejected', 'BUSINESS_INITIATED', BUSINESS_REJECTED, 'REJECTED'],
  ])('%s: every order and repetition ends in the same call', (_name, direction, facts, state) => {
    const clean = final(
      run(
        direction,
        facts.map((one) => [one]),
      ),
    );
    expect(clean.state).toBe(state);
    const shuffled = fc
      .shuffledSubarray([...facts, ...facts], { minLength: facts.length })
      .filter((picked) => facts.every((one) => picked.includes(one)));
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 1, max: 4 }), (order, size) => {
        const batches: NewFact[][] = [];
        for (let i = 0; i < order.length; i += size) batches.push(order.slice(i, i + size));
        expect(final(run(direction, batches))).toEqual(clean);
      }),
      { numRuns: 500 },
    );
  });

  it('asks for each effect once, whatever comes twice', () => {
    const twice = USER_ANSWERED.flatMap((one) => [[one], [one]]);
    const { asked } = run('USER_INITIATED', twice);
    expect(new Set(asked.effects).size).toBe(asked.effects.length);
    expect(new Set(asked.told).size).toBe(asked.told.length);
  });

  it('leaves a tombstone when terminate overtakes connect, and offers nothing', () => {
    const { state, asked } = run('USER_INITIATED', [
      [fact('terminated', 5, { isFailed: false })],
      [fact('offered', 0)],
    ]);
    expect(state).toBe('CANCELED');
    expect(asked).toEqual({ effects: [], told: ['call.terminated'] });
  });

  it.each([
    [29, 'CANCELED'],
    [30, 'NO_ANSWER'],
  ])('an unanswered call that rang %s s is %s', (seconds, state) => {
    const facts = [fact('offered', 0), fact('terminated', seconds, { isFailed: false })];
    expect(run('USER_INITIATED', [facts], 31).state).toBe(state);
  });

  it('an offer read after its window is missed: no command, the tenant hears of the end', () => {
    const { state, end, asked } = run('USER_INITIATED', [[fact('offered', 0)]], 61);
    expect([state, end?.code]).toEqual(['EXPIRED', 'OFFER_CAME_LATE']);
    expect(asked).toEqual({ effects: [], told: ['call.terminated'] });
  });

  it('an offer that came late stays one when Meta’s word of the end follows', () => {
    const batches = [[fact('offered', 0)], [fact('terminated', 60, { isFailed: false })]];
    expect(run('USER_INITIATED', batches, 61).end?.code).toBe('OFFER_CAME_LATE');
  });

  it('a terminate with a duration means answered although ACCEPTED never came', () => {
    const withoutAccepted = BUSINESS_ANSWERED.filter(({ kind }) => kind !== 'accepted');
    const { state, end, answeredAtMs } = run('BUSINESS_INITIATED', [withoutAccepted]);
    expect([state, end?.billableSeconds, answeredAtMs]).toEqual(['COMPLETED', 9, at(3)]);
  });

  it('rejects before pre_accept was asked for and terminates after it', () => {
    const early = run('USER_INITIATED', [[fact('offered', 0), fact('tenant_rejected', 1)]]);
    expect(early.asked.effects).toEqual(['graph.reject']);
    const late = run('USER_INITIATED', [USER_ANSWERED.slice(0, 3), [fact('tenant_rejected', 1)]]);
    expect(late.asked.effects).toContain('graph.terminate');
    expect(late.asked.effects).not.toContain('graph.reject');
  });

  it('opens the gate only after Meta has answered accept', () => {
    const before = run('USER_INITIATED', [USER_ANSWERED.slice(0, 7)]);
    expect(before.asked.effects).not.toContain('media.open_gate');
    const after = run('USER_INITIATED', [USER_ANSWERED.slice(0, 8)]);
    expect(after.asked.effects).toContain('media.open_gate');
  });

  it('joins a call whose connect was never answered by its webhook', () => {
    const begun = [fact('placed', 0), fact('media_created', 0.1), fact('connect_unknown', 4)];
    expect(run('BUSINESS_INITIATED', [begun]).state).toBe('UNCONFIRMED');
    const joined = run('BUSINESS_INITIATED', [begun, [fact('answer_received', 5)]]);
    expect(joined.state).toBe('CONNECTING');
  });

  it('a call given up before Meta was asked ends at once, and Meta never hears of it', () => {
    const { state, end, asked } = run('BUSINESS_INITIATED', [
      [fact('placed', 0)],
      [fact('tenant_terminated', 1)],
      [fact('media_created', 2)],
    ]);
    expect([state, end?.code]).toEqual(['CANCELED', 'WITHDRAWN']);
    expect(asked.effects).toEqual(['media.create', 'media.close']);
    expect(asked.told).toEqual(['call.terminated']);
  });

  it('gives an unconfirmed call up after its time and hangs up when it shows up late', () => {
    const begun = [fact('placed', 0), fact('media_created', 0.1), fact('connect_unknown', 4)];
    const given = run('BUSINESS_INITIATED', [begun], 65);
    expect([given.state, given.end?.code]).toEqual(['FAILED', 'META_OUTCOME_UNKNOWN']);
    const late = run('BUSINESS_INITIATED', [begun, [fact('answer_received', 70)]], 71);
    expect(late.state).toBe('FAILED');
    expect(late.asked.effects).toContain('graph.terminate');
  });

  it('a kind of another version of the program says nothing and breaks nothing', () => {
    const odd = fact('call_created' as NewFact['kind'], 1);
    const { state, learned } = run('USER_INITIATED', [[odd, fact('offered', 0)]]);
    expect([state, learned.map(({ kind }) => kind)]).toEqual(['OFFERED', ['offered']]);
  });

  it('an ended call is never alive again', () => {
    const all = [...USER_ANSWERED, fact('ring_timed_out', 45), fact('leg_failed', 50)];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
        let hasEnded = false;
        let facts: Facts = {};
        let asked = NOTHING;
        for (const news of order) {
          const step = progressOf({
            direction: 'USER_INITIATED',
            facts,
            asked,
            news: [news],
            policy: POLICY,
            nowMs: at(20),
          });
          ({ facts, asked } = step);
          expect(hasEnded && step.end === undefined).toBe(false);
          hasEnded ||= step.end !== undefined;
        }
      }),
    );
  });
});
