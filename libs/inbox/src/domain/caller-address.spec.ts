import { describe, expect, it } from '@jest/globals';
import { parseCidrs } from '#patchbay/kernel';
import { callerAddress } from './caller-address.js';

const PROXIES = parseCidrs('10.0.0.0/8,fd00::/8');
const from = (peer: string | undefined, forwarded?: string): string | undefined =>
  callerAddress({ peer, forwarded, proxies: PROXIES });

describe('callerAddress', () => {
  it.each([
    ['the peer, when it is no proxy of ours', '203.0.113.7', undefined, '203.0.113.7'],
    ['the peer, whatever header it sends', '203.0.113.7', '157.240.1.1', '203.0.113.7'],
    ['whom our proxy saw', '10.0.0.2', '157.240.1.1', '157.240.1.1'],
    ['whom our proxy saw, over IPv6', 'fd00::2', '157.240.1.1', '157.240.1.1'],
    ['whom a mapped proxy saw', '::ffff:10.0.0.2', '157.240.1.1', '157.240.1.1'],
    ['the last that is no proxy', '10.0.0.2', '157.240.1.1, 203.0.113.7, 10.0.0.9', '203.0.113.7'],
    ['an address with a port', '10.0.0.2', '203.0.113.7:4711', '203.0.113.7'],
    ['an IPv6 address with a port', '10.0.0.2', '[2001:db8::7]:4711', '2001:db8::7'],
    ['an IPv6 address', '10.0.0.2', '2001:db8::7', '2001:db8::7'],
  ])('is %s', (_, peer, forwarded, expected) => {
    expect(from(peer, forwarded)).toBe(expected);
  });

  it.each([
    ['a connection without a peer', undefined, '157.240.1.1'],
    ['a proxy without the header', '10.0.0.2', undefined],
    ['an empty header', '10.0.0.2', ''],
    ['text that is no address', '10.0.0.2', '157.240.1.1, unknown'],
    ['an octal spelling', '10.0.0.2', '0235.0360.1.1'],
    ['proxies alone', '10.0.0.2', '10.0.0.3, 10.0.0.4'],
  ])('is nobody for %s', (_, peer, forwarded) => {
    expect(from(peer, forwarded)).toBeUndefined();
  });
});
