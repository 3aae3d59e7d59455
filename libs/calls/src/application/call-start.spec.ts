import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeId } from '#patchbay/kernel';
import type { CallDirection, FactData, FactKind } from '../domain/call-fact.js';
import { type CallProgress, progressOf } from '../domain/call-progress.js';
import type { CallHead, StoredInboxEvent } from '../persistence/call-inbox.repository.js';
import type { CallRecord } from '../persistence/call.repository.js';
import { recordOf, withProgress } from './call-start.js';
import { POLICY } from '../testing/call-policy.js';

const START = Date.UTC(2026, 10, 21, 12, 0, 0);
const AN_HOUR_LATER = START + 3600 * 1000;

interface Told {
  readonly kind: FactKind;
  readonly seconds: number;
  readonly data?: FactData;
  readonly head?: Partial<CallHead>;
}

const WHO = { consumerId: 'consumer', bizOpaqueCallbackData: 'order=7' };

function eventOf(direction: CallDirection, { kind, seconds, data = {}, head = WHO }: Told) {
  const event: StoredInboxEvent = {
    id: `${kind}@${seconds}`,
    callId: 'call',
    source: 'META',
    kind,
    occurredAt: new Date(START + seconds * 1000),
    data,
    head: { direction, numberId: 'number', consumerId: null, wacid: 'wacid.1', ...head },
    traceparent: null,
  };
  return event;
}

interface Played {
  readonly call: CallRecord;
  readonly steps: readonly CallProgress[];
}

/** The drain without a database: each batch is read by one step. */
function play(batches: readonly (readonly StoredInboxEvent[])[], from?: CallRecord): Played {
  let call = from;
  const steps: CallProgress[] = [];
  for (const events of batches) {
    const known = call ?? recordOf('call', events);
    if (known === undefined) continue;
    const { direction, facts, asked } = known;
    const news = events.map(({ kind, occurredAt, data }) => ({
      kind,
      atMs: occurredAt.getTime(),
      data,
    }));
    const nowMs = AN_HOUR_LATER;
    const progress = progressOf({ direction, facts, asked, news, policy: POLICY, nowMs });
    steps.push(progress);
    call = withProgress(known, events, progress);
  }
  return { call: call!, steps };
}

/** All that readers see of a call and of its timeline, without the order in which it became known. */
function projectionOf({ call, steps }: Played): unknown {
  const byKind = <T extends { kind: string }>(items: T[]) =>
    items.sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const { facts, asked, ...columns } = call;
  return {
    columns,
    facts,
    asked: { effects: [...asked.effects].sort(), told: [...asked.told].sort() },
    timeline: byKind(
      steps.flatMap(({ learned }) => learned).map(({ kind, atMs, data }) => ({ kind, atMs, data })),
    ),
  };
}

const ended = (data: FactData) => ({ isFailed: false, ...data });
const HISTORIES: readonly [string, CallDirection, readonly Told[]][] = [
  [
    'a user’s call that was answered',
    'USER_INITIATED',
    [
      { kind: 'offered', seconds: 0 },
      {
        kind: 'terminated',
        seconds: 20,
        data: ended({ startedAtMs: START + 8000, durationSeconds: 12 }),
      },
    ],
  ],
  [
    'a user’s call whose end tells nobody’s name',
    'USER_INITIATED',
    [
      { kind: 'offered', seconds: 0 },
      { kind: 'terminated', seconds: 20, data: ended({}), head: {} },
    ],
  ],
  [
    'a call to a user who talked',
    'BUSINESS_INITIATED',
    [
      { kind: 'answer_received', seconds: 0 },
      { kind: 'ringing', seconds: 1, head: { consumerId: 'consumer' } },
      { kind: 'accepted', seconds: 5 },
      {
        kind: 'terminated',
        seconds: 25,
        data: ended({ startedAtMs: START + 5000, endedAtMs: START + 25_000, durationSeconds: 20 }),
      },
    ],
  ],
  [
    'a call to a user that tells how long it was and not since when',
    'BUSINESS_INITIATED',
    [
      { kind: 'answer_received', seconds: 0 },
      { kind: 'accepted', seconds: 6 },
      { kind: 'terminated', seconds: 25, data: ended({ durationSeconds: 20 }) },
    ],
  ],
  [
    'a call to a user who turned it away',
    'BUSINESS_INITIATED',
    [
      { kind: 'answer_received', seconds: 0, head: {} },
      { kind: 'ringing', seconds: 1 },
      { kind: 'rejected', seconds: 5 },
      { kind: 'terminated', seconds: 6, data: ended({}) },
    ],
  ],
];

it('an echo of ours without data of the tenant’s is no data', () => {
  const opaque = `pb1.${encodeId('call', '01990000-0000-7000-8000-000000000000')}.`;
  const placed = eventOf('BUSINESS_INITIATED', { kind: 'placed', seconds: 0, head: {} });
  const head = { bizOpaqueCallbackData: opaque };
  const ringing = eventOf('BUSINESS_INITIATED', { kind: 'ringing', seconds: 1, head });
  expect(play([[placed], [ringing]]).call.bizOpaqueCallbackData).toBeNull();
});

describe('a call an hour later', () => {
  it.each(HISTORIES)('%s is the same in any order, number and grouping', (_, direction, told) => {
    const events = told.map((one) => eventOf(direction, one));
    // Any of them may be lost for ever: what is left is what must agree.
    const some = fc.subarray(events, { minLength: 1 });
    const copies = some.chain((kept) =>
      fc.record({
        kept: fc.constant(kept),
        more: fc.array(fc.constantFrom(...kept), { maxLength: 9 }),
        size: fc.integer({ min: 1, max: 5 }),
      }),
    );
    const runs = copies.chain(({ kept, more, size }) => {
      const all = [...kept, ...more];
      return fc.record({
        kept: fc.constant(kept),
        size: fc.constant(size),
        order: fc.shuffledSubarray(all, { minLength: all.length }),
      });
    });
    fc.assert(
      fc.property(runs, ({ kept, size, order }) => {
        const batches: StoredInboxEvent[][] = [];
        for (let i = 0; i < order.length; i += size) batches.push(order.slice(i, i + size));
        const clean = projectionOf(play(kept.map((one) => [one])));
        expect(projectionOf(play(batches))).toEqual(clean);
      }),
      { numRuns: 300 },
    );
  });

  it.each(HISTORIES)('%s does not change when it is replayed', (_, direction, told) => {
    const events = told.map((one) => eventOf(direction, one));
    const { call } = play(events.map((one) => [one]));
    const again = fc.array(fc.constantFrom(...events), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(again, fc.boolean(), (copies, isOneByOne) => {
        const batches = isOneByOne ? copies.map((one) => [one]) : [copies];
        const replayed = play(batches, call);
        expect(replayed.call).toEqual(call);
        for (const { learned, effects, told: messages } of replayed.steps) {
          expect([learned, effects, messages]).toEqual([[], [], []]);
        }
      }),
    );
  });
});

describe('an event of a kind that this program does not know', () => {
  const odd = eventOf('USER_INITIATED', { kind: 'call_created' as FactKind, seconds: 1 });

  it('makes no call, and keeps one that follows from being none', () => {
    expect(recordOf('call', [odd])).toBeUndefined();
    const offered = eventOf('USER_INITIATED', { kind: 'offered', seconds: 2 });
    expect(recordOf('call', [odd, offered])).toMatchObject({ startedAt: offered.occurredAt });
  });
});
