import { describe, expect, it } from '@jest/globals';
import { CallOrder } from './call-order.js';

const admitted = (...open: [string | null, boolean][]): boolean[] => {
  const order = new CallOrder();
  return open.map(([callId, isSendable]) => order.admits({ callId, isSendable }));
};

describe('CallOrder', () => {
  it('admits the oldest message of each call', () => {
    expect(admitted(['a', true], ['a', true], ['b', true])).toEqual([true, false, true]);
  });

  it('holds back behind a message that is under way or waits for its tight retry', () => {
    expect(admitted(['a', false], ['a', true], ['b', true])).toEqual([false, false, true]);
  });

  it('puts messages of no call in no order', () => {
    expect(admitted([null, false], [null, true], [null, true])).toEqual([false, true, true]);
  });
});
