import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY_PAIR, ledgerAt, type PairRecord } from './ledger.js';
import type { LedgerEntry } from './permission-entry.js';
import { nextStep, permissionState } from './permission-state.js';
import {
  at,
  connected,
  granted,
  LIMITS,
  line,
  rejected,
  requested,
  revoked,
  SANDBOX,
  unanswered,
  WEEK,
} from '../testing/ledger-lines.js';

const pairOf = (...entries: LedgerEntry[]): PairRecord => ({ ...EMPTY_PAIR, entries });
const stateAt = (pair: PairRecord, second: number, limits = LIMITS) =>
  permissionState(ledgerAt(pair, limits, at(second)));

describe('a permission', () => {
  it('that nobody ever heard of is unknown, and none once Meta was asked', () => {
    expect(stateAt(EMPTY_PAIR, 0)).toBe('UNKNOWN');
    expect(stateAt({ ...EMPTY_PAIR, metaAskedAt: at(0) }, 1)).toBe('NONE');
  });

  it('that is temporary holds for 604,800 seconds, to the second', () => {
    const pair = pairOf(granted(10));
    expect(stateAt(pair, 10)).toBe('TEMPORARY');
    expect(stateAt(pair, 10 + WEEK - 1)).toBe('TEMPORARY');
    expect(stateAt(pair, 10 + WEEK)).toBe('EXPIRED');
  });

  it('that is permanent holds until it is revoked', () => {
    const pair = pairOf(granted(0, { isPermanent: true }));
    expect(stateAt(pair, 520 * WEEK)).toBe('PERMANENT');
    expect(stateAt(pairOf(...pair.entries, revoked(7)), 7)).toBe('REVOKED');
  });

  it('may be accepted after it was rejected, and rejected after it was accepted', () => {
    expect(stateAt(pairOf(rejected(1), granted(2)), 3)).toBe('TEMPORARY');
    expect(stateAt(pairOf(granted(1), rejected(2)), 3)).toBe('REJECTED');
  });

  it('of a webhook wins over what Meta was asked in the same second', () => {
    const asked = line('RECONCILED', 5, { detail: { status: 'NONE', previous: 'NONE' } });
    expect(stateAt(pairOf(granted(5), asked), 6)).toBe('TEMPORARY');
    expect(stateAt(pairOf(granted(4), asked), 6)).toBe('NONE');
  });

  it('is as Meta says when it was asked', () => {
    const detail = { status: 'PERMANENT', previous: 'NONE' } as const;
    expect(stateAt(pairOf(line('RECONCILED', 5, { detail })), 6)).toBe('PERMANENT');
    const gone = { status: 'NONE', previous: 'PERMANENT' } as const;
    const pair = pairOf(granted(1, { isPermanent: true }), line('RECONCILED', 5, { detail: gone }));
    expect(stateAt(pair, 6)).toBe('REVOKED');
  });

  it('is REQUESTED until the request is answered or 7 days old', () => {
    expect(stateAt(pairOf(requested(0)), WEEK - 1)).toBe('REQUESTED');
    expect(stateAt(pairOf(requested(0)), WEEK)).toBe('UNKNOWN');
    expect(stateAt(pairOf(requested(0), rejected(9)), 10)).toBe('REJECTED');
  });
});

describe('calls in a row that nobody picked up', () => {
  const nextAt = (pair: PairRecord, second: number, limits = LIMITS) =>
    nextStep(ledgerAt(pair, limits, at(second))).step;
  const row = (count: number) => Array.from({ length: count }, (_, n) => unanswered(10 + n));

  it('lead to a revocation at the fourth, in a sandbox at the tenth', () => {
    expect(nextAt(pairOf(granted(0), ...row(3)), 20)).toBe('MAY_CALL');
    expect(nextAt(pairOf(granted(0), ...row(4)), 20)).toBe('REVOCATION_EXPECTED');
    expect(nextAt(pairOf(granted(0), ...row(9)), 30, SANDBOX)).toBe('MAY_CALL');
    expect(nextAt(pairOf(granted(0), ...row(10)), 30, SANDBOX)).toBe('REVOCATION_EXPECTED');
  });

  it('are counted anew after one that was picked up, and after a new permission', () => {
    const lines = [granted(0), ...row(4)];
    const count = (pair: PairRecord) => ledgerAt(pair, LIMITS, at(20)).unanswered.length;
    expect(count(pairOf(...lines))).toBe(4);
    expect(count({ ...pairOf(...lines), connectedAt: at(12) })).toBe(1);
    expect(count(pairOf(...lines, granted(11)))).toBe(2);
    expect(count(pairOf(...lines, revoked(14), granted(15)))).toBe(0);
  });
});

describe('the customer service window', () => {
  it('is open for 86,400 seconds after the last word or call, to the second', () => {
    const pair = { ...EMPTY_PAIR, windowOpenedAt: at(0) };
    expect(ledgerAt(pair, LIMITS, at(86_399)).windowEndsAt).toEqual(at(86_400));
    expect(ledgerAt(pair, LIMITS, at(86_400)).windowEndsAt).toBeNull();
  });
});

describe('the budget of requests', () => {
  const budgetAt = (pair: PairRecord, second: number, limits = LIMITS) =>
    ledgerAt(pair, limits, at(second)).requests;
  const DAY = 86_400;

  it('is one in 24 hours and two in 7 days, to the second', () => {
    expect(budgetAt(pairOf(requested(0)), DAY - 1).retryAt).toEqual(at(DAY));
    expect(budgetAt(pairOf(requested(0)), DAY).retryAt).toBeNull();
    const two = pairOf(requested(0), requested(DAY));
    expect(budgetAt(two, 2 * DAY).retryAt).toEqual(at(WEEK));
    expect(budgetAt(two, WEEK).retryAt).toBeNull();
    expect(budgetAt(two, 2 * DAY)).toMatchObject({ day: { used: 0 }, week: { used: 2 } });
  });

  it('is 25 and 100 in a sandbox', () => {
    const sent = (count: number, from = 0) =>
      Array.from({ length: count }, (_, n) => requested(from + n));
    expect(budgetAt(pairOf(...sent(24)), 100, SANDBOX).retryAt).toBeNull();
    expect(budgetAt(pairOf(...sent(25)), 100, SANDBOX).retryAt).toEqual(at(DAY));
    const week = [0, 1, 2, 3].flatMap((day) => sent(25, day * DAY));
    expect(budgetAt(pairOf(...week), 5 * DAY, SANDBOX).retryAt).toEqual(at(WEEK));
  });

  it('is whole again after any call that was picked up', () => {
    const pair = pairOf(requested(0), requested(DAY));
    expect(budgetAt(connected(pair, DAY + 5), DAY + 5).retryAt).toBeNull();
    expect(budgetAt(connected(pair, DAY - 5), DAY + 5).week.used).toBe(1);
  });

  it('is what Meta counts, until something is sent or picked up after it was asked', () => {
    const limit = { action: 'send_call_permission_request', period: 'P7D', limit: 2, used: 2 };
    const metaFigure = { status: 'NONE' as const, limits: [{ ...limit, freeAtMs: +at(900) }] };
    const pair = { ...EMPTY_PAIR, metaFigure, metaAskedAt: at(100) };
    expect(budgetAt(pair, 200)).toMatchObject({ retryAt: at(900), source: 'META' });
    expect(budgetAt(pair, 900).retryAt).toBeNull();
    expect(budgetAt(connected(pair, 150), 200).source).toBe('OURS');
    const free = { status: 'NONE' as const, limits: [{ ...limit, used: 0 }] };
    const sentNothing = { ...pairOf(requested(50)), metaFigure: free, metaAskedAt: at(100) };
    expect(budgetAt(sentNothing, 200).retryAt).toBeNull();
    const sentSince = { ...pairOf(requested(150)), metaFigure: free, metaAskedAt: at(100) };
    expect(budgetAt(sentSince, 200)).toMatchObject({ retryAt: at(150 + DAY), source: 'OURS' });
  });
});

describe('the order and the number of reports', () => {
  const second = fc.integer({ min: 0, max: 40 });
  const anyLine = fc.oneof(
    second.map((n) => granted(n)),
    second.map((n) => granted(n, { isPermanent: true })),
    second.map(rejected),
    second.map(revoked),
    second.map(requested),
    second.map(unanswered),
    second.map((n) => line('RECONCILED', n, { detail: { status: 'NONE', previous: 'NONE' } })),
  );
  const anyLines = fc.uniqueArray(anyLine, { selector: ({ id }) => id, maxLength: 14 });

  it('change nothing of what the ledger says', () => {
    const shuffled = anyLines.chain((lines) =>
      fc.tuple(
        fc.constant(lines),
        fc.shuffledSubarray(lines, { minLength: lines.length }),
        fc.option(second),
      ),
    );
    fc.assert(
      fc.property(shuffled, second, ([lines, other, picked], now) => {
        const connectedAt = picked === null ? null : at(picked);
        const ledgerOf = (entries: LedgerEntry[]) =>
          ledgerAt({ ...EMPTY_PAIR, entries, connectedAt }, LIMITS, at(now));
        expect(ledgerOf(other)).toEqual(ledgerOf(lines));
      }),
    );
  });

  it('never allow a call after a last word that forbids it', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const pair = pairOf(...lines, revoked(50));
        expect(ledgerAt(pair, LIMITS, at(60)).status).toBe('NONE');
      }),
    );
  });
});
