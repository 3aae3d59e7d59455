import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What would end a host or start something else in a URL: `domainToASCII` cuts or decodes there. */
// eslint-disable-next-line no-control-regex -- the control characters are what must not be there
const NOT_IN_A_HOST = /[\u0000-\u0020\u007f#%/:<>?@[\\\]^|]/;
const NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?$/;
const MAX_NAME_LENGTH = 253;

/**
 * The one spelling of a host: lower case, Punycode, and a number as four decimal octets, by the
 * rules that `new URL` and every browser follow (https://url.spec.whatwg.org/#host-parsing), so that
 * a host means the same here as where it is connected to. Undefined when it is none.
 */
function canonicalHost(text: string): string | undefined {
  if (NOT_IN_A_HOST.test(text)) return undefined;
  const host = domainToASCII(text);
  return host === '' ? undefined : host;
}

/** Reads an address in any spelling, mapped IPv4 (`::ffff:…`) as IPv4; undefined when it is none. */
export function readAddress(text: string): Address | undefined {
  if (text.includes(':')) return isIPv6(text) ? ipaddr.process(text) : undefined;
  const host = canonicalHost(text);
  return host !== undefined && isIPv4(host) ? ipaddr.IPv4.parse(host) : undefined;
}

/** Reads a DNS name; undefined when it is none. A dot at its end stays: it says "no search list". */
export function readName(text: string): string | undefined {
  const host = canonicalHost(text);
  if (host === undefined || !NAME.test(host) || isIPv4(host)) return undefined;
  return host.length > MAX_NAME_LENGTH + (host.endsWith('.') ? 1 : 0) ? undefined : host;
}

/** Names by which clouds tell a machine its own secrets. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'instance-data',
  'instance-data.ec2.internal',
  'metadata',
  'metadata.azure.internal',
  'metadata.goog',
  'metadata.google.internal',
  'metadata.tencentyun.com',
]);

/**
 * Top levels that no public DNS serves: RFC 6761, RFC 6762 with its appendix G, RFC 7686, RFC 8375,
 * RFC 9476, and `.internal` (ICANN board, 29 July 2024).
 */
const PRIVATE_SUFFIXES = [
  'alt',
  'corp',
  'home',
  'home.arpa',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'onion',
  'private',
];

const isUnder = (name: string, suffix: string): boolean =>
  name === suffix || name.endsWith(`.${suffix}`);

/** Whether a name, as `readName` gives it, is a cloud's metadata service. */
export function isMetadataName(name: string): boolean {
  return METADATA_NAMES.has(name.replace(/\.$/, ''));
}

/** Why a name is not looked up: only the inside of a network has it. */
export function problemOfPrivateName(name: string): string | undefined {
  const bare = name.replace(/\.$/, '');
  if (isUnder(bare, 'localhost') || isUnder(bare, 'localhost.localdomain')) return 'loopback range';
  if (PRIVATE_SUFFIXES.some((suffix) => isUnder(bare, suffix))) return 'name of a private network';
  return bare.includes('.') ? undefined : 'name without a domain';
}
