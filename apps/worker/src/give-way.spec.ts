import { describe, expect, it } from '@jest/globals';
import { nicenessOf } from './give-way.js';

describe('a worker', () => {
  it.each([
    [['batch'], 10],
    [['delivery'], 5],
    [['batch', 'delivery'], 5],
    [['batch', 'signalling'], 0],
  ] as const)('with the roles %j gives way by %i', (roles, niceness) => {
    expect(nicenessOf(roles)).toBe(niceness);
  });
});
