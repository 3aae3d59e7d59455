import type ipaddr from 'ipaddr.js';
import { type Cidr, parseCidrs } from './cidr.js';

/** One block of addresses at which no tenant's host can be. */
export interface SpecialRange {
  readonly cidr: string;
  /** The word in the refusal's text. */
  readonly range: string;
  /** The document that sets the block aside. */
  readonly source: string;
}

/**
 * Day of the registries' state below:
 * https://www.iana.org/assignments/iana-ipv4-special-registry and
 * https://www.iana.org/assignments/iana-ipv6-special-registry (RFC 6890, RFC 8190).
 */
export const SPECIAL_RANGES_AS_OF = '2025-10-09';

/**
 * Every block of both registries, those marked globally reachable too (AMT, AS112, 192.0.0.9/32 …:
 * services of networks, no receiver of webhooks), with multicast, withdrawn forms, and addresses of
 * cloud platforms inside public blocks. A block inside another stands before it: the first fits.
 */
export const SPECIAL_RANGES: readonly SpecialRange[] = [
  { cidr: '0.0.0.0/8', range: 'unspecified', source: 'RFC 791 §3.2' },
  { cidr: '10.0.0.0/8', range: 'private', source: 'RFC 1918' },
  { cidr: '100.64.0.0/10', range: 'carrierGradeNat', source: 'RFC 6598' },
  { cidr: '127.0.0.0/8', range: 'loopback', source: 'RFC 1122 §3.2.1.3' },
  {
    cidr: '168.63.129.16/32',
    range: 'metadata',
    source: 'https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16',
  },
  { cidr: '169.254.0.0/16', range: 'linkLocal', source: 'RFC 3927' },
  { cidr: '172.16.0.0/12', range: 'private', source: 'RFC 1918' },
  { cidr: '192.0.0.0/24', range: 'reserved', source: 'RFC 6890 §2.1' },
  { cidr: '192.0.2.0/24', range: 'reserved', source: 'RFC 5737' },
  { cidr: '192.31.196.0/24', range: 'as112', source: 'RFC 7535' },
  { cidr: '192.52.193.0/24', range: 'amt', source: 'RFC 7450' },
  { cidr: '192.88.99.0/24', range: 'reserved', source: 'RFC 7526' },
  { cidr: '192.168.0.0/16', range: 'private', source: 'RFC 1918' },
  { cidr: '192.175.48.0/24', range: 'as112', source: 'RFC 7534' },
  { cidr: '198.18.0.0/15', range: 'reserved', source: 'RFC 2544' },
  { cidr: '198.51.100.0/24', range: 'reserved', source: 'RFC 5737' },
  { cidr: '203.0.113.0/24', range: 'reserved', source: 'RFC 5737' },
  { cidr: '224.0.0.0/4', range: 'multicast', source: 'RFC 5771' },
  { cidr: '255.255.255.255/32', range: 'broadcast', source: 'RFC 919 §7' },
  { cidr: '240.0.0.0/4', range: 'reserved', source: 'RFC 1112 §4' },

  { cidr: '::/128', range: 'unspecified', source: 'RFC 4291 §2.5.2' },
  { cidr: '::1/128', range: 'loopback', source: 'RFC 4291 §2.5.3' },
  { cidr: '::/96', range: 'ipv4Compatible', source: 'RFC 4291 §2.5.5.1' },
  { cidr: '::ffff:0:0:0/96', range: 'rfc6145', source: 'RFC 2765 §2.1' },
  { cidr: '64:ff9b::/96', range: 'rfc6052', source: 'RFC 6052 §2.1' },
  { cidr: '64:ff9b:1::/48', range: 'rfc6052', source: 'RFC 8215' },
  { cidr: '100::/64', range: 'discard', source: 'RFC 6666' },
  { cidr: '100:0:0:1::/64', range: 'dummy', source: 'RFC 9780' },
  { cidr: '2001::/32', range: 'teredo', source: 'RFC 4380' },
  { cidr: '2001:2::/48', range: 'benchmarking', source: 'RFC 5180' },
  { cidr: '2001:3::/32', range: 'amt', source: 'RFC 7450' },
  { cidr: '2001:4:112::/48', range: 'as112v6', source: 'RFC 7535' },
  { cidr: '2001:10::/28', range: 'deprecatedOrchid', source: 'RFC 4843' },
  { cidr: '2001:20::/28', range: 'orchid2', source: 'RFC 7343' },
  { cidr: '2001:30::/28', range: 'droneRemoteIdProtocolEntityTags', source: 'RFC 9374' },
  { cidr: '2001::/23', range: 'reserved', source: 'RFC 2928' },
  { cidr: '2001:db8::/32', range: 'reserved', source: 'RFC 3849' },
  { cidr: '2002::/16', range: '6to4', source: 'RFC 3056' },
  { cidr: '2620:4f:8000::/48', range: 'as112v6', source: 'RFC 7534' },
  { cidr: '3fff::/20', range: 'reserved', source: 'RFC 9637' },
  { cidr: '5f00::/16', range: 'segmentRouting', source: 'RFC 9602' },
  { cidr: 'fc00::/7', range: 'uniqueLocal', source: 'RFC 4193' },
  { cidr: 'fe80::/10', range: 'linkLocal', source: 'RFC 4291 §2.5.6' },
  { cidr: 'fec0::/10', range: 'deprecatedSiteLocal', source: 'RFC 3879' },
  { cidr: 'ff00::/8', range: 'multicast', source: 'RFC 4291 §2.7' },
];

/** All that IANA has handed out of IPv6; the rest is nobody's (RFC 4291 §2.4). */
const GLOBAL_IPV6 = '2000::/3';

const single = (text: string): Cidr => {
  const [cidr] = parseCidrs(text);
  if (cidr === undefined) throw new Error(`${text} is no CIDR`);
  return cidr;
};
const parsedRanges = SPECIAL_RANGES.map(({ cidr, range }) => ({ cidr: single(cidr), range }));
const globalIpv6 = single(GLOBAL_IPV6);

const holds = ([network, bits]: Cidr, address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  network.kind() === address.kind() && address.match(network, bits);

/** The range that keeps an address from being a public host's; undefined for global unicast. */
export function specialRangeOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  const found = parsedRanges.find(({ cidr }) => holds(cidr, address));
  if (found !== undefined) return found.range;
  return address.kind() === 'ipv6' && !holds(globalIpv6, address) ? 'reserved' : undefined;
}
