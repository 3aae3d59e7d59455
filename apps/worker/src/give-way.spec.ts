import { describe, expect, it } from '@jest/globals';
import { giveWay, nicenessOf } from './give-way.js';
import type { WorkerRole } from './worker.config.js';

/** The niceness of a process that was started with one, once it gives way for its roles. */
function nicenessAfter(started: number, roles: readonly WorkerRole[]): number {
  let niceness = started;
  giveWay(roles, {
    getPriority: () => niceness,
    setPriority: (next: number) => {
      if (next < niceness) throw new Error('EACCES: only root may do that');
      niceness = next;
    },
  });
  return niceness;
}

describe('a worker', () => {
  it.each([
    [['batch'], 10],
    [['delivery'], 5],
    [['batch', 'delivery'], 5],
    [['batch', 'signalling'], 0],
  ] as const)('with the roles %j gives way by %i', (roles, niceness) => {
    expect(nicenessOf(roles)).toBe(niceness);
    expect(nicenessAfter(0, roles)).toBe(niceness);
  });

  it('that was started to give way farther stays so: back is for root', () => {
    expect(nicenessAfter(12, ['signalling'])).toBe(12);
    expect(nicenessAfter(12, ['batch'])).toBe(12);
  });
});
