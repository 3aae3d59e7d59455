import { describe, expect, it } from '@jest/globals';
import { assessHearing } from '../../apps/simulator/src/media/assess-hearing.js';
import { evaluateCall, type AudioLog, type CallFacts } from '../../scripts/demo/evaluate.mjs';

const FRAME_MS = 20;
const OPEN_MS = 10_000;
const TALK_MS = 7_600;
/** Both sides speak 200 ms before sound must get through, 390 frames in all. */
const FIRST_SENT_MS = OPEN_MS - 200;
const NUMBERS = Array.from({ length: 390 }, (_, index) => index + 1);
const FIRST_AFTER_GATE = 11;

interface Ears {
  readonly consumer?: (number: number) => boolean;
  readonly tenant?: (number: number) => boolean;
}

function logOf(who: string, whom: string, hears: (number: number) => boolean): AudioLog {
  const heard = NUMBERS.filter((number) => number >= FIRST_AFTER_GATE && hears(number));
  return {
    sent: {
      nonce: who,
      firstNumber: 1,
      atMs: NUMBERS.map((n) => FIRST_SENT_MS + (n - 1) * FRAME_MS),
    },
    heard: {
      nonce: heard.length === 0 ? null : whom,
      numbers: heard,
      atMs: heard.map((n) => FIRST_SENT_MS + n * FRAME_MS),
    },
  };
}

function aCall(ears: Ears = {}, changes: Partial<CallFacts> = {}): CallFacts {
  const direction = changes.direction ?? 'BUSINESS_INITIATED';
  const gate = direction === 'USER_INITIATED' ? 'acceptReplySentMs' : 'acceptedMs';
  return {
    direction,
    simulated: {
      wacid: 'wacid.1',
      direction,
      times: {
        connectSentMs: 9_000,
        preAcceptReceivedMs: 9_041.6,
        [gate]: OPEN_MS,
        endedMs: OPEN_MS + TALK_MS,
      },
    },
    simulatorLog: logOf('consumer', 'tenant', ears.consumer ?? (() => true)),
    tenantLog: logOf('tenant', 'consumer', ears.tenant ?? (() => true)),
    call: { state: 'COMPLETED' },
    usage: {
      billableSeconds: 8,
      pulses: 2,
      cost: { amount: direction === 'USER_INITIATED' ? '0' : '0.00206', currency: 'USD' },
      price: { amount: '0.004', currency: 'USD' },
    },
    events: ['call.connect', 'call.accepted', 'call.terminated'].map((type) => ({
      event: { type },
    })),
    ...changes,
  };
}

describe('the verdict of the demo', () => {
  it('has nothing against a call that was heard, told and rated', () => {
    const { call, failed } = evaluateCall(aCall(), assessHearing);
    expect(failed).toEqual([]);
    expect(call).toMatchObject({
      heard: { consumer: true, tenant: true },
      clippedMs: 0,
      setupMs: 42,
      pulses: 2,
      cost: 0.00206,
    });
  });

  it.each([
    ['consumer', 'the consumer did not hear the tenant: 0 of 380 frames arrived'],
    ['tenant', 'the tenant did not hear the consumer: 0 of 380 frames arrived'],
  ] as const)('names the side that hears nothing: %s', (side, problem) => {
    const { call, failed } = evaluateCall(aCall({ [side]: () => false }), assessHearing);
    expect(failed).toEqual([`BUSINESS_INITIATED: ${problem}`]);
    expect(call.heard[side]).toBe(false);
    expect(call.clippedMs).toBeNull();
  });

  it('takes the larger loss of both ways as clipped, and more than 60 ms as a failure', () => {
    const from = (first: number) => (number: number) => number >= first;
    const short = evaluateCall(aCall({ consumer: from(14), tenant: from(12) }), assessHearing);
    expect(short.call.clippedMs).toBe(60);
    expect(short.failed).toEqual([]);
    const long = evaluateCall(aCall({ consumer: from(15) }), assessHearing);
    expect(long.call.clippedMs).toBe(80);
    expect(long.failed).toEqual([
      'BUSINESS_INITIATED: the beginning was clipped by 80 ms, at most 60 are allowed',
    ]);
  });

  it('counts media that died in the middle as not heard', () => {
    const { failed } = evaluateCall(aCall({ consumer: (number) => number < 150 }), assessHearing);
    expect(failed).toEqual([
      'BUSINESS_INITIATED: the consumer did not hear the tenant: 139 of 380 frames arrived',
    ]);
  });

  it('wants what Meta charges: nothing for a call from a user, something for one to a user', () => {
    const money = (amount: string) => ({ amount, currency: 'USD' });
    const usage = { billableSeconds: 8, pulses: 2, price: money('0.004') };
    const free = aCall({}, { usage: { ...usage, cost: money('0') } });
    expect(evaluateCall(free, assessHearing).failed).toHaveLength(1);
    const charged = aCall(
      {},
      { direction: 'USER_INITIATED', usage: { ...usage, cost: money('0.00206') } },
    );
    expect(evaluateCall(charged, assessHearing).failed).toHaveLength(1);
  });

  it('wants the tenant told and the call on the bill', () => {
    const { usage, ...unrated } = aCall({}, { events: [] });
    expect(usage).toBeDefined();
    expect(evaluateCall(unrated, assessHearing).failed).toEqual([
      'BUSINESS_INITIATED: no rated usage record appeared',
      'BUSINESS_INITIATED: the tenant was never told of call.accepted, call.terminated',
    ]);
  });

  it('says of a call that never came up only that, and that it is not rated', () => {
    const { usage, simulatorLog, tenantLog, ...facts } = aCall();
    expect([usage, simulatorLog, tenantLog]).not.toContain(undefined);
    const simulated = { wacid: 'wacid.1', direction: 'BUSINESS_INITIATED', times: {} };
    const { failed } = evaluateCall({ ...facts, simulated }, assessHearing);
    expect(failed).toEqual([
      'BUSINESS_INITIATED: the call was never answered',
      'BUSINESS_INITIATED: no rated usage record appeared',
    ]);
  });
});
