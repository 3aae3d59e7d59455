import { describe, expect, it } from '@jest/globals';
import { PortPool } from './port-pool.js';

describe('PortPool', () => {
  it('offers every port of its range once', () => {
    const ports = [...new PortPool({ min: 4000, max: 4009 }).candidates()];
    expect(ports.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => 4000 + i));
  });

  it('does not offer a port in use, nor one that was just given back', () => {
    const pool = new PortPool({ min: 4000, max: 4001 });
    pool.take(4000);
    expect([...pool.candidates()]).toEqual([4001]);
    pool.giveBack(4000);
    expect([...pool.candidates()]).toEqual([4001]);
    expect(pool.inUse).toBe(0);
  });

  it('leaves the choice to the kernel without a range', () => {
    expect([...new PortPool({ min: 0, max: 0 }).candidates()]).toEqual([0]);
  });
});
