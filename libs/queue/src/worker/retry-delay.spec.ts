import { describe, expect, it } from '@jest/globals';
import { JobFailure, retryDelay } from './retry-delay.js';

const failure = new JobFailure({ message: 'x' });
const doubling = { type: 'exponential', delayMs: 100, maxDelayMs: 1000 };

describe('retryDelay', () => {
  it('is what the handler asked for, whatever the policy', () => {
    expect(retryDelay(3, new JobFailure({ message: 'x' }, 42), doubling)).toBe(42);
    expect(retryDelay(3, new JobFailure({ message: 'x' }, 0), doubling)).toBe(0);
  });

  it('stays the same under a fixed policy', () => {
    const fixed = { type: 'fixed', delayMs: 100 };
    expect([1, 2, 9].map((attempt) => retryDelay(attempt, failure, fixed))).toEqual([
      100, 100, 100,
    ]);
  });

  it('doubles up to the maximum under an exponential policy', () => {
    expect([1, 2, 3, 4, 5, 60].map((attempt) => retryDelay(attempt, failure, doubling))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
  });
});
