import { describe, expect, it } from '@jest/globals';
import { isInCidrs, parseCidrs } from './cidr.js';

describe('CIDRs', () => {
  it('are parsed from a list, empty parts skipped', () => {
    expect(parseCidrs('')).toEqual([]);
    expect(parseCidrs(' 127.0.0.0/8,, ::1/128 ')).toHaveLength(2);
    expect(() => parseCidrs('127.0.0.0/8,nonsense')).toThrow();
    expect(() => parseCidrs('10.0.0.0/33')).toThrow();
  });

  it.each([
    ['127.0.0.1', true],
    ['126.255.255.255', false],
    ['::ffff:127.0.0.1', true],
    ['fd00::7', true],
    ['fe80::7', false],
    ['nonsense', false],
  ])('hold %s: %s', (address, expected) => {
    expect(isInCidrs(address, parseCidrs('127.0.0.0/8,fd00::/8'))).toBe(expected);
  });
});
