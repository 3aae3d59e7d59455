import { describe, expect, it } from '@jest/globals';
import { broken, finished, givenBack, withPart } from './export-progress.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const WAS = {
  state: 'RUNNING',
  keySealed: 'sealed',
  afterId: 'a',
  partCount: 2,
  rowCount: 500,
  sizeBytes: 9000,
  failures: 0,
  failure: null,
} as const;
const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

describe('an export', () => {
  it('that is given back is as it was, and due at once', () => {
    expect(givenBack(WAS, NOW)).toEqual({ ...WAS, dueAt: NOW, endedAt: null, expiresAt: null });
  });

  it('with a part more has forgotten what broke before it', () => {
    const part = { rows: 250, bytes: 4000, afterId: 'b' };
    expect(withPart({ ...WAS, failures: 3 }, part, NOW)).toMatchObject({
      afterId: 'b',
      partCount: 3,
      rowCount: 750,
      sizeBytes: 13_000,
      failures: 0,
      dueAt: NOW,
    });
  });

  it('that is finished can be had for its days', () => {
    expect(finished(givenBack(WAS, NOW), 7, NOW)).toMatchObject({
      state: 'DONE',
      dueAt: null,
      endedAt: NOW,
      expiresAt: after(7 * 86_400),
    });
  });

  it('that breaks is tried again ever later, and given up at the sixth time', () => {
    const waits = [0, 1, 2, 3, 4].map((failures) => broken({ ...WAS, failures }, NOW).dueAt);
    expect(waits).toEqual([5, 10, 20, 40, 80].map(after));
    expect(broken({ ...WAS, failures: 5 }, NOW)).toMatchObject({
      state: 'FAILED',
      failures: 6,
      failure: 'GAVE_UP',
      dueAt: null,
      endedAt: NOW,
      expiresAt: NOW,
    });
  });
});
