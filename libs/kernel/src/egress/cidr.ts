import ipaddr from 'ipaddr.js';

export type Cidr = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Parses `127.0.0.0/8,::1/128`. Throws on text that is no CIDR. */
export function parseCidrs(text: string): readonly Cidr[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part.length > 0)
    .map((part) => ipaddr.parseCIDR(part));
}

/** Whether an address lies in one of the ranges; mapped IPv4 counts as IPv4. */
export function isInCidrs(address: string, cidrs: readonly Cidr[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return cidrs.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
}
