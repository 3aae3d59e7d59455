import { describe, expect, it } from '@jest/globals';
import { equalsInConstantTime, hmacSha256, sha256Hex } from './digests.js';

describe('digests', () => {
  it('compare texts of any length', () => {
    expect(equalsInConstantTime('token', 'token')).toBe(true);
    expect(equalsInConstantTime('token', 'tokem')).toBe(false);
    expect(equalsInConstantTime('token', 'token ')).toBe(false);
    expect(equalsInConstantTime('', 'token')).toBe(false);
  });

  it('agree with FIPS 180-4 and RFC 4231', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(hmacSha256('Jefe', 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
