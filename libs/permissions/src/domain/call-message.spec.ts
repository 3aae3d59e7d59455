import { describe, expect, it } from '@jest/globals';
import { uuidv7Floor } from '#patchbay/kernel';
import { type MessageTimes, stateAt, stateByTimes } from './call-message.js';
import {
  checkMinutes,
  checkPayload,
  checkText,
  MESSAGE_LIMITS,
  problemsOf,
} from './message-limits.js';
import { messageIdInOpaque, messageOpaque } from './message-opaque.js';

const AT = new Date('2026-11-21T12:00:00Z');
const LATER = new Date('2026-11-21T12:00:01Z');
const NEVER: MessageTimes = { sentAt: null, deliveredAt: null, readAt: null, endedAt: null };

describe('the state of a message', () => {
  it.each<[Partial<MessageTimes>, string | undefined]>([
    [{}, undefined],
    [{ sentAt: AT }, 'SENT'],
    [{ deliveredAt: AT }, 'DELIVERED'],
    [{ sentAt: LATER, deliveredAt: AT }, 'DELIVERED'],
    [{ readAt: AT }, 'READ'],
    [{ sentAt: AT, endedAt: AT }, 'FAILED'],
    [{ endedAt: AT, deliveredAt: AT }, 'DELIVERED'],
  ])('after %j is %s, in whatever order that was told', (times, state) => {
    expect(stateByTimes({ ...NEVER, ...times })).toBe(state);
  });

  it.each([
    ['SENDING', 'UNCONFIRMED'],
    ['PENDING', 'NOT_SENT'],
    ['SENT', 'SENT'],
  ] as const)('%s is %s once nobody works at it any more', (state, expected) => {
    expect(stateAt({ state, leaseUntil: LATER }, AT)).toBe(state);
    expect(stateAt({ state, leaseUntil: AT }, AT)).toBe(expected);
    expect(stateAt({ state, leaseUntil: null }, AT)).toBe(state);
  });
});

describe('the data that Meta echoes', () => {
  it('names the message, and nothing else does', () => {
    const id = uuidv7Floor(AT.getTime());
    expect(messageIdInOpaque(messageOpaque(id))).toBe(id);
    for (const other of [undefined, '', 'pb1.x', `${messageOpaque(id)}x`, 'pbm1.cmsg_1']) {
      expect(messageIdInOpaque(other)).toBeUndefined();
    }
  });
});

describe('what Meta takes', () => {
  const { displayText, ttlMinutes, templateTtlMinutes, payload } = MESSAGE_LIMITS;

  it.each<[string, readonly unknown[], number]>([
    ['a text of the longest length', [checkText('t', 'x'.repeat(displayText), displayText)], 0],
    ['a longer text', [checkText('t', 'x'.repeat(displayText + 1), displayText)], 1],
    ['a blank text', [checkText('t', ' ', displayText)], 1],
    ['the least minutes', [checkMinutes('m', ttlMinutes.min)], 0],
    ['the most minutes', [checkMinutes('m', ttlMinutes.max)], 0],
    ['no minute', [checkMinutes('m', 0)], 1],
    ['half a minute', [checkMinutes('m', 1.5)], 1],
    ['more than 30 days', [checkMinutes('m', ttlMinutes.max + 1)], 1],
    ['a template’s day', [checkMinutes('m', 1440, templateTtlMinutes)], 0],
    ['less than a template’s day', [checkMinutes('m', 1439, templateTtlMinutes)], 1],
    ['an empty payload', [checkPayload('p', '')], 0],
    ['the longest payload', [checkPayload('p', 'x'.repeat(payload))], 0],
    ['a longer payload', [checkPayload('p', 'x'.repeat(payload + 1))], 1],
    ['nothing', [checkText('t', undefined, 1), checkMinutes('m', undefined)], 0],
  ])('%s: %j makes %i problems', (_, problems, count) => {
    expect(problemsOf(...(problems as never[]))).toHaveLength(count);
  });
});
