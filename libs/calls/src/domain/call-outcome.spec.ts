import { describe, expect, it } from '@jest/globals';
import { terminationOf } from './call-cause.js';
import { controlOf } from './call-control.js';
import { nextDeadlineMs, overdueFact } from './call-deadlines.js';
import { type Asked, nextEffects } from './call-decisions.js';
import { durationsOf } from './call-durations.js';
import { endOf } from './call-end.js';
import type { CallDirection, FactData, FactKind, Facts } from './call-fact.js';
import { POLICY } from '../testing/call-policy.js';

/** Facts by the second at which they became true, with what they carry. */
function facts(told: Partial<Record<FactKind, number | [number, FactData]>>): Facts {
  return Object.fromEntries(
    Object.entries(told).map(([kind, at]) => {
      const [seconds, data] = Array.isArray(at) ? at : [at, {}];
      return [kind, { atMs: seconds * 1000, data }];
    }),
  );
}

const TALKED: FactData = { isFailed: false, startedAtMs: 5000, durationSeconds: 15 };
const NONE: Asked = { effects: [], told: [] };

describe('why and by whom a call ended', () => {
  it.each<[string, CallDirection, Parameters<typeof facts>[0], (string | null)[]]>([
    ['lives', 'USER_INITIATED', { offered: 0 }, [null, null]],
    [
      'the user hung up',
      'USER_INITIATED',
      { offered: 0, tenant_accepted: 4, accept_done: 5, terminated: [20, TALKED] },
      ['CONSUMER_HUNG_UP', 'CONSUMER'],
    ],
    [
      'the tenant hung up',
      'USER_INITIATED',
      {
        offered: 0,
        tenant_accepted: 4,
        accept_done: 5,
        tenant_terminated: 19.5,
        terminate_done: [19.7, { isGone: false }],
        terminated: [20, TALKED],
      },
      ['TENANT_HUNG_UP', 'TENANT'],
    ],
    [
      'the user hung up, and the leg failed for it before the word of the end came',
      'USER_INITIATED',
      {
        offered: 0,
        tenant_accepted: 4,
        accept_done: 5,
        leg_failed: 20.1,
        terminated: [20, TALKED],
      },
      ['CONSUMER_HUNG_UP', 'CONSUMER'],
    ],
    [
      'a leg failed, and Meta still had the call when we hung up',
      'USER_INITIATED',
      {
        offered: 0,
        tenant_accepted: 4,
        accept_done: 5,
        leg_failed: 20.1,
        terminate_done: [20.3, { isGone: false }],
        terminated: [20, TALKED],
      },
      ['MEDIA_FAILED', 'PLATFORM'],
    ],
    [
      'the tenant hung up a call that the user had left',
      'USER_INITIATED',
      {
        offered: 0,
        tenant_accepted: 4,
        accept_done: 5,
        tenant_terminated: 20.5,
        terminate_done: [20.7, { isGone: true }],
        terminated: [20, TALKED],
      },
      ['CONSUMER_HUNG_UP', 'CONSUMER'],
    ],
    [
      'nobody answered',
      'USER_INITIATED',
      { offered: 0, ring_timed_out: 45, terminated: [46, { isFailed: false }] },
      ['NO_ANSWER', 'PLATFORM'],
    ],
    [
      'the user rejected',
      'BUSINESS_INITIATED',
      { placed: 0, ringing: 1, rejected: 4 },
      ['CONSUMER_REJECTED', 'CONSUMER'],
    ],
    [
      'Meta gave up',
      'BUSINESS_INITIATED',
      {
        placed: 0,
        accepted: 5,
        terminated: [20, { ...TALKED, isFailed: true, errorCode: 138021 }],
      },
      ['META_ERROR', 'META'],
    ],
    [
      'Meta refused it',
      'BUSINESS_INITIATED',
      { placed: 0, connect_refused: [1, { metaCode: 138006 }] },
      ['REFUSED_BY_META', 'META'],
    ],
    [
      'the request never left for Meta',
      'BUSINESS_INITIATED',
      { placed: 0, connect_refused: [1, { reason: 'ECONNREFUSED' }] },
      ['META_UNREACHABLE', 'PLATFORM'],
    ],
    [
      'Meta never confirmed our end',
      'BUSINESS_INITIATED',
      {
        placed: 0,
        accepted: 5,
        tenant_terminated: 9,
        terminate_done: 9,
        terminate_unconfirmed: 69,
      },
      ['TENANT_HUNG_UP', 'TENANT'],
    ],
  ])('%s', (_what, direction, told, [terminationCause, disconnectedBy]) => {
    expect(terminationOf(direction, facts(told))).toEqual({ terminationCause, disconnectedBy });
  });
});

describe('a terminate that tells a start or a length', () => {
  it.each<[string, FactData, number]>([
    ['the length', { durationSeconds: 15 }, 15],
    ['both times', { startedAtMs: 5000, endedAtMs: 19_500 }, 15],
    ['the start alone', { startedAtMs: 5000 }, 15],
  ])('means that the call was answered: %s', (_what, data, billableSeconds) => {
    const told = facts({ placed: 0, ringing: 1, terminated: [20, { isFailed: false, ...data }] });
    const end = endOf('BUSINESS_INITIATED', told);
    expect([end?.state, end?.billableSeconds]).toEqual(['COMPLETED', billableSeconds]);
  });

  it('gives ring and talk apart, without ACCEPTED too', () => {
    const told = facts({ placed: 0, ringing: 1, terminated: [20, TALKED] });
    expect(durationsOf('BUSINESS_INITIATED', told)).toEqual({ ringSeconds: 4, talkSeconds: 15 });
  });
});

describe('whose call it is', () => {
  it.each<[string, CallDirection, Parameters<typeof facts>[0], string]>([
    ['placed here', 'BUSINESS_INITIATED', { placed: 0, ringing: 1 }, 'PLATFORM'],
    ['placed elsewhere', 'BUSINESS_INITIATED', { ringing: 1 }, 'FOREIGN'],
    [
      'answered here',
      'USER_INITIATED',
      { offered: 0, tenant_accepted: 4, terminated: [20, TALKED] },
      'PLATFORM',
    ],
    ['answered elsewhere', 'USER_INITIATED', { offered: 0, terminated: [20, TALKED] }, 'FOREIGN'],
    ['answered by nobody', 'USER_INITIATED', { offered: 0, terminated: [20, {}] }, 'PLATFORM'],
  ])('%s', (_what, direction, told, control) => {
    expect(controlOf(direction, facts(told))).toBe(control);
  });

  it('asks nothing of Meta for a call that somebody else placed', () => {
    const told = facts({ ringing: 1, tenant_terminated: 2 });
    expect(nextEffects('BUSINESS_INITIATED', told, NONE)).toEqual([]);
  });
});

describe('a call whose end nobody tells', () => {
  const ROUTED: [number, FactData] = [0, { target: 'PASSTHROUGH' }];
  it.each<[string, CallDirection, Parameters<typeof facts>[0], [string, number] | undefined]>([
    [
      'of others, answered: is held to be up for six hours',
      'BUSINESS_INITIATED',
      { ringing: 1, accepted: 5 },
      ['word_overdue', 21_605],
    ],
    [
      'of others, ringing: is held to be up for six hours',
      'BUSINESS_INITIATED',
      { ringing: 1 },
      ['word_overdue', 21_601],
    ],
    [
      'over a media node: lives while its node holds it',
      'USER_INITIATED',
      { offered: 0, media_created: 1, tenant_accepted: 4, accept_done: 5 },
      undefined,
    ],
    [
      'passed through: is ended at Meta after a week',
      'USER_INITIATED',
      { offered: 0, routed: ROUTED, tenant_accepted: 4, accept_done: 5 },
      ['word_overdue', 604_805],
    ],
    [
      'that Meta does not let us end: ends here after five minutes',
      'USER_INITIATED',
      { offered: 0, routed: ROUTED, tenant_accepted: 4, accept_done: 5, tenant_terminated: 90 },
      ['terminate_unconfirmed', 390],
    ],
    [
      'that rang too long and that Meta does not let us end: ends here after five minutes',
      'BUSINESS_INITIATED',
      { placed: 0, connect_accepted: 1, ringing: 2, ring_timed_out: 120 },
      ['terminate_unconfirmed', 420],
    ],
  ])('%s', (_what, direction, told, expected) => {
    const known = facts(told);
    const [kind, seconds = 0] = expected ?? [];
    expect(nextDeadlineMs(direction, known, POLICY)).toBe(kind && seconds * 1000);
    const over = overdueFact(direction, known, { policy: POLICY, nowMs: seconds * 1000 });
    expect(over?.kind).toBe(kind);
  });

  it('of others: ends here, and nothing is asked of Meta for it', () => {
    const told = facts({ ringing: 1, accepted: 5, word_overdue: 21_605 });
    expect(endOf('BUSINESS_INITIATED', told)).toMatchObject({ state: 'FAILED', code: 'NO_WORD_OF_END' }); // prettier-ignore
    expect(terminationOf('BUSINESS_INITIATED', told)).toEqual({
      terminationCause: 'META_OUTCOME_UNKNOWN',
      disconnectedBy: 'PLATFORM',
    });
    expect(nextEffects('BUSINESS_INITIATED', told, NONE)).toEqual([]);
  });

  it('passed through: lives until Meta was told to end it', () => {
    const told = facts({
      offered: 0,
      routed: [0, { target: 'PASSTHROUGH' }],
      tenant_accepted: 4,
      accept_done: 5,
      word_overdue: 604_805,
    });
    expect(endOf('USER_INITIATED', told)).toBeUndefined();
    const asked = { effects: ['graph.accept' as const], told: [] };
    expect(nextEffects('USER_INITIATED', told, asked)).toEqual(['graph.terminate']);
  });
});

describe('an answer that Meta refuses', () => {
  const SDES: Parameters<typeof facts>[0] = { offered: 0, media_created: 1 };
  it.each<[string, Parameters<typeof facts>[0], typeof NONE.effects, string]>([
    [
      'at the first try: the call is unanswered there, or somebody else has it, and is rejected',
      { ...SDES, pre_accept_failed: [2, { metaCode: 100, isFirstTry: true }] },
      ['media.create', 'graph.pre_accept'],
      'graph.reject',
    ],
    [
      'after a try that nobody answered: it may be up, and is terminated',
      { ...SDES, pre_accept_failed: [2, { metaCode: 190, isFirstTry: false }] },
      ['media.create', 'graph.pre_accept'],
      'graph.terminate',
    ],
    [
      'after the pre-accept was taken: it is terminated',
      { ...SDES, pre_accept_done: 2, accept_failed: [5, { metaCode: 100, isFirstTry: true }] },
      ['media.create', 'graph.pre_accept', 'graph.accept'],
      'graph.terminate',
    ],
  ])('%s', (_what, told, effects, expected) => {
    const wanted = nextEffects('USER_INITIATED', facts(told), { effects, told: [] });
    expect(wanted).toEqual([expected, 'media.close']);
  });
});

describe('a connect that failed', () => {
  it.each<[string, FactData, string]>([
    ['was refused by Meta', { metaCode: 138_006 }, 'REFUSED_BY_META'],
    ['never left for Meta, which refused nothing', { reason: 'ECONNREFUSED' }, 'META_UNREACHABLE'],
  ])('%s', (_what, data, code) => {
    const told = facts({ placed: 0, connect_refused: [1, data] });
    expect(endOf('BUSINESS_INITIATED', told)).toMatchObject({ state: 'FAILED', code });
  });
});

describe('a call whose answer Meta refused', () => {
  const REFUSED: Parameters<typeof facts>[0] = {
    offered: 0,
    tenant_accepted: 4,
    accept_failed: [5, { metaCode: 100, isFirstTry: true }],
    terminated: [6, { isFailed: false }],
  };
  it.each<[string, FactData, (string | null)[]]>([
    [
      'has failed by Meta’s doing when Meta let us end it',
      { isGone: false },
      ['FAILED', 'REFUSED_BY_META', 'ANSWER_NOT_TAKEN', 'META'],
    ],
    [
      'was given up by the user when it had gone',
      { isGone: true },
      ['CANCELED', null, 'CONSUMER_CANCELED', 'CONSUMER'],
    ],
  ])('%s', (_what, done, expected) => {
    const told = facts({ ...REFUSED, reject_done: [5.5, done] });
    const end = endOf('USER_INITIATED', told);
    const { terminationCause, disconnectedBy } = terminationOf('USER_INITIATED', told);
    expect([end?.state, end?.code, terminationCause, disconnectedBy]).toEqual(expected);
  });
});

describe('a race that is lost', () => {
  it.each<[string, CallDirection, Parameters<typeof facts>[0], readonly [string[], string]]>([
    [
      'Meta takes the accept when the window has closed here',
      'USER_INITIATED',
      { offered: 0, tenant_accepted: 59, window_closed: 60, accept_done: 60.5 },
      [['graph.accept'], 'graph.terminate'],
    ],
    [
      'Meta takes the accept after our terminate',
      'USER_INITIATED',
      { offered: 0, tenant_accepted: 4, tenant_terminated: 5, terminate_done: 6, accept_done: 7 },
      [['graph.accept', 'graph.terminate'], 'graph.terminate_again'],
    ],
    [
      'a connect that Meta refused rings all the same',
      'BUSINESS_INITIATED',
      { placed: 0, connect_refused: 1, ringing: 3 },
      [['graph.connect'], 'graph.terminate'],
    ],
    [
      'a connect that was given up shows itself late',
      'BUSINESS_INITIATED',
      { placed: 0, connect_unknown: 4, outcome_given_up: 64, answer_received: 70 },
      [['graph.connect'], 'graph.terminate'],
    ],
  ])('%s: it is ended at Meta', (_what, direction, told, [asked, wanted]) => {
    const effects = asked as typeof NONE.effects;
    expect(nextEffects(direction, facts(told), { effects, told: [] })).toContain(wanted);
  });

  it('asks nothing more once Meta has told the end', () => {
    const told = facts({ offered: 0, accept_done: 7, terminate_done: 6, terminated: [8, TALKED] });
    expect(nextEffects('USER_INITIATED', told, NONE)).not.toContain('graph.terminate_again');
  });
});
