import { describe, expect, it } from '@jest/globals';
import { pooledRandomBytes } from './random-pool.js';

describe('random bytes from the pool', () => {
  it('are as many as asked for, and never the same twice, over several pages', () => {
    const all = Array.from({ length: 2000 }, () => pooledRandomBytes(12));
    expect(new Set(all.map((bytes) => bytes.length))).toEqual(new Set([12]));
    expect(new Set(all.map((bytes) => bytes.toString('hex'))).size).toBe(2000);
  });

  it('stay as they are when more are taken', () => {
    const first = pooledRandomBytes(16);
    const before = first.toString('hex');
    for (let i = 0; i < 600; i += 1) pooledRandomBytes(16);
    expect(first.toString('hex')).toBe(before);
  });
});
