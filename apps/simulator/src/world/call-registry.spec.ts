import { describe, expect, it } from '@jest/globals';
import { FrozenClock } from '#patchbay/kernel/testing';
import type { CallPeer } from '../media/call-peer.js';
import { readSeed } from '../seed-file.js';
import { SimCall } from './call.js';
import { CallRegistry } from './call-registry.js';
import { Directory } from './directory.js';
import { CallLimits } from './limits.js';
import { switchesSchema } from './switches.js';

const HOUR_MS = 3_600_000;
const directory = new Directory(readSeed('seed/two-tenants.json'));
const [number, otherNumber] = directory.numbers;
const [consumer, otherConsumer] = directory.consumers;

function callBetween(of = number!, to = consumer!): SimCall {
  return new SimCall({
    direction: 'USER_INITIATED',
    state: 'CALLING',
    number: of,
    consumer: to,
    peer: {} as CallPeer,
    hasMedia: false,
    signalling: 'GRAPH',
  });
}

describe('CallRegistry', () => {
  it('finds the live call of a pair and counts those of a number', () => {
    const calls = new CallRegistry();
    const call = callBetween();
    for (const one of [call, callBetween(number, otherConsumer), callBetween(otherNumber)]) {
      calls.add(one);
    }
    expect(calls.liveBetween(number!, consumer!)).toBe(call);
    expect(calls.liveCount(number!)).toBe(2);
    calls.retire(call);
    calls.retire(call);
    expect(calls.liveBetween(number!, consumer!)).toBeUndefined();
    expect(calls.liveCount(number!)).toBe(1);
    expect(calls.live).toHaveLength(2);
    expect(calls.find(call.wacid)).toBe(call);
  });

  it('forgets the oldest end, never a live call', () => {
    const calls = new CallRegistry();
    const live = callBetween(otherNumber);
    calls.add(live);
    const ended = Array.from({ length: 2001 }, () => callBetween());
    for (const call of ended) {
      calls.add(call);
      calls.retire(call);
    }
    expect(calls.find(ended[0]!.wacid)).toBeUndefined();
    expect(calls.find(ended[1]!.wacid)).toBe(ended[1]);
    expect(calls.find(live.wacid)).toBe(live);
    expect(calls.all).toHaveLength(2001);
  });
});

describe('CallLimits', () => {
  it('let a number start 10,000 calls in any 24 hours', () => {
    const clock = new FrozenClock();
    const switches = switchesSchema.parse({});
    const limits = new CallLimits({ clock, calls: new CallRegistry(), switches });
    for (let i = 0; i < 5000; i++) limits.countStart(number!);
    clock.advance(HOUR_MS);
    for (let i = 0; i < 5000; i++) limits.countStart(number!);
    expect(limits.hasStartsLeft(number!)).toBe(false);
    expect(limits.hasStartsLeft(otherNumber!)).toBe(true);
    clock.advance(23 * HOUR_MS);
    expect(limits.use(number!).starts).toBe(5000);
    limits.countStart(number!);
    clock.advance(HOUR_MS);
    expect(limits.use(number!).starts).toBe(1);
  });
});
