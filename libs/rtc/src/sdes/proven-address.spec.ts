import { describe, expect, it } from '@jest/globals';
import { EgressGuard, EgressRefused, parseCidrs } from '#patchbay/kernel';
import { MAX_UNPROVEN_PACKETS, ProvenAddress } from './proven-address.js';

const PBX = { address: '198.51.100.1', port: 4000 };
// RFC 5737 documentation addresses are reserved, so the tests let them through by name.
const guard = new EgressGuard(parseCidrs('198.51.100.0/24'));

function packetsLeft(target: ProvenAddress): number {
  let count = 0;
  while (count < 1000 && target.next() !== undefined) count += 1;
  return count;
}

describe('ProvenAddress', () => {
  it.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '192.168.0.9', '0.0.0.0', '224.0.0.1'])(
    'refuses %s',
    (address) => {
      expect(() => new ProvenAddress({ address, port: 4000 }, new EgressGuard())).toThrow(
        EgressRefused,
      );
    },
  );

  it('sends 25 packets to an address that never answers', () => {
    expect(packetsLeft(new ProvenAddress(PBX, guard))).toBe(MAX_UNPROVEN_PACKETS);
    expect(MAX_UNPROVEN_PACKETS).toBe(25);
  });

  it('goes on once an authenticated packet has come', () => {
    const target = new ProvenAddress(PBX, guard);
    packetsLeft(target);
    target.prove(PBX.address, PBX.port);
    expect(packetsLeft(target)).toBe(1000);
  });

  it('follows a peer behind NAT', () => {
    const target = new ProvenAddress(PBX, guard);
    target.prove('198.51.100.9', 5555);
    expect(target.next()).toEqual({ address: '198.51.100.9', port: 5555 });
  });

  it('does not follow it to where it may not go', () => {
    const target = new ProvenAddress(PBX, guard);
    target.prove('10.0.0.1', 5555);
    expect(packetsLeft(target)).toBe(25);
    expect(target.next()).toBeUndefined();
  });
});
