import { describe, expect, it } from '@jest/globals';
import { eventRetryMs } from './event-retry.js';

describe('an event at which its context fails', () => {
  it('is tried again ever later, and given up after the eighth time', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(eventRetryMs);
    expect(waits).toEqual([
      1000,
      4000,
      16_000,
      64_000,
      256_000,
      600_000,
      600_000,
      undefined,
      undefined,
    ]);
  });
});
