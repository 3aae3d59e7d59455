import { describe, expect, it } from '@jest/globals';
import { terminationOf } from './call-cause.js';
import { controlOf } from './call-control.js';
import { nextEffects } from './call-decisions.js';
import { durationsOf } from './call-durations.js';
import { endOf } from './call-end.js';
import type { CallDirection, FactData, FactKind, Facts } from './call-fact.js';

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
const NONE = { effects: [], told: [] };

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
