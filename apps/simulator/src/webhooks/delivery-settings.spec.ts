import { describe, expect, it } from '@jest/globals';
import { DEFAULT_DELIVERY_SETTINGS, retryPauseMs } from './delivery-settings.js';

describe('retryPauseMs', () => {
  it('F-WEBHOOKS-51 grows: seconds at first, an hour in the end', () => {
    const pauses: number[] = [];
    let ageMs = 0;
    for (let attempts = 1; ageMs < 36 * 3_600_000; attempts++) {
      const pauseMs = retryPauseMs(DEFAULT_DELIVERY_SETTINGS, { ageMs, attempts });
      pauses.push(pauseMs);
      ageMs += pauseMs;
    }
    expect(pauses.slice(0, 6)).toEqual([250, 500, 1000, 2000, 4000, 5000]);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.at(-1)).toBe(3_600_000);
    expect(pauses.length).toBeLessThan(120);
  });
});
