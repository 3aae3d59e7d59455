import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FrozenClock } from '#patchbay/kernel/testing';
import { Deadlines } from './deadlines.js';

describe('Deadlines', () => {
  const clock = new FrozenClock();
  const deadlines = new Deadlines(clock);

  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    deadlines.close();
    jest.useRealTimers();
  });

  it('follow the business clock, not real time', () => {
    const ran: string[] = [];
    deadlines.in(45_000, () => ran.push('late'));
    deadlines.in(1000, () => ran.push('early'));
    jest.advanceTimersByTime(60_000);
    expect(ran).toEqual([]);
    clock.advance(60_000);
    jest.advanceTimersByTime(100);
    expect(ran).toEqual(['early', 'late']);
  });

  it('do not run once cancelled, not even by one of the same turn', () => {
    const ran: string[] = [];
    const cancel = deadlines.in(2000, () => ran.push('second'));
    deadlines.in(1000, () => {
      ran.push('first');
      cancel();
    });
    clock.advance(5000);
    jest.advanceTimersByTime(100);
    expect(ran).toEqual(['first']);
  });

  it('come in the order of their instants, whatever the order in which they were set', () => {
    const ran: number[] = [];
    const instants = Array.from({ length: 500 }, (_, i) => ((i * 7919) % 1000) + 1);
    const cancels = instants.map((ms) => deadlines.in(ms, () => ran.push(ms)));
    for (const cancel of cancels.slice(0, 100)) cancel();
    expect(deadlines.nextAtMs).toBe(clock.nowMs() + Math.min(...instants.slice(100)));
    clock.advance(1000);
    deadlines.runDue();
    expect(ran).toEqual(instants.slice(100).sort((a, b) => a - b));
    expect(deadlines.nextAtMs).toBeUndefined();
  });
});
