import { describe, expect, it } from '@jest/globals';
import { type CallState, GRAPH_ACTIONS, refusalOfStep } from './call-states.js';

const admitted = (direction: 'USER_INITIATED' | 'BUSINESS_INITIATED', state: CallState) =>
  GRAPH_ACTIONS.filter((action) => refusalOfStep(direction, state, action) === undefined);

describe('refusalOfStep', () => {
  it.each([
    ['CALLING', ['pre_accept', 'accept', 'reject', 'terminate']],
    ['PRE_ACCEPTED', ['pre_accept', 'accept', 'reject', 'terminate']],
    ['ACCEPTED', ['terminate']],
    ['ENDED', []],
  ] as const)("admits in state %s of a user's call %p", (state, actions) => {
    expect(admitted('USER_INITIATED', state)).toEqual(actions);
  });

  it.each([
    ['CONNECTING', ['terminate']],
    ['RINGING', ['terminate']],
    ['ANSWERED', ['terminate']],
    ['ACCEPTED', ['terminate']],
    ['ENDED', []],
  ] as const)("admits in state %s of the business's call %p", (state, actions) => {
    expect(admitted('BUSINESS_INITIATED', state)).toEqual(actions);
  });

  it('says why', () => {
    expect(refusalOfStep('USER_INITIATED', 'ENDED', 'terminate')).toMatch(/already ended/);
    expect(refusalOfStep('USER_INITIATED', 'ACCEPTED', 'accept')).toMatch(/in progress/);
    expect(refusalOfStep('BUSINESS_INITIATED', 'RINGING', 'accept')).toMatch(/not possible/);
  });
});
