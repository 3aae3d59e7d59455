import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { firstSentAtOrAfter, FrameSource } from './frame-source.js';

describe('firstSentAtOrAfter', () => {
  const log = { firstNumber: 1, atMs: [100, 120, 140, 160] };

  it.each([
    [0, 1],
    [100, 1],
    [100.5, 2],
    [140, 3],
    [160, 4],
    [161, undefined],
  ])('finds for instant %p number %p', (instantMs, number) => {
    expect(firstSentAtOrAfter(log, instantMs)).toBe(number);
  });
});

describe('FrameSource', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives 50 numbers a second without drift, the first at once', () => {
    const numbers: number[] = [];
    const source = new FrameSource((number) => numbers.push(number));
    source.start();
    expect(numbers).toEqual([1]);
    jest.advanceTimersByTime(10_000);
    expect(numbers).toHaveLength(501);
    expect(numbers.at(-1)).toBe(501);
    source.stop();
    jest.advanceTimersByTime(1000);
    expect(numbers).toHaveLength(501);
  });

  it('catches up after a stall, a few at a time', () => {
    const numbers: number[] = [];
    const source = new FrameSource((number) => numbers.push(number));
    source.start();
    const realNow = performance.now.bind(performance);
    // The event loop stood still for 200 ms: ten frames are overdue.
    const stalled = jest.spyOn(performance, 'now').mockImplementation(() => realNow() + 200);
    jest.advanceTimersByTime(20);
    expect(numbers.length).toBeGreaterThan(5);
    jest.advanceTimersByTime(20);
    expect(numbers).toHaveLength(13);
    stalled.mockRestore();
    source.stop();
  });
});
