import { isIP, SocketAddress } from 'node:net';

/** A UDP host candidate of component 1. */
export interface HostCandidate {
  readonly foundation: string;
  readonly priority: number;
  readonly address: string;
  readonly port: number;
}

const LINE = /^(\S{1,32}) 1 udp (\d{1,10}) (\S+) (\d{1,5}) typ host(?: |$)/i;

/** An address in the one form that sockets report, so that texts can be compared. */
export function canonicalAddress(address: string): string {
  return isIP(address) === 6 ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}

/**
 * The candidates we can reach from a socket of the family; names (mDNS), TCP and relayed ones are
 * left out. Meta gives one IPv4 and one IPv6 host candidate.
 */
export function reachableCandidates(lines: readonly string[], family: 4 | 6): HostCandidate[] {
  return lines.flatMap((line) => {
    const [, foundation = '', priority, address = '', port] = LINE.exec(line.trim()) ?? [];
    const isGood = isIP(address) === family && Number(port) > 0 && Number(port) <= 0xffff;
    if (!isGood) return [];
    return {
      foundation,
      address: canonicalAddress(address),
      priority: Number(priority),
      port: Number(port),
    };
  });
}

/** Our only candidate: the announced address and the leg's own port. */
export function hostCandidateLine(address: string, port: number): string {
  // RFC 8445 §5.1.2.1: type preference 126, local preference 65535, component 1.
  const priority = 126 * 2 ** 24 + 65_535 * 2 ** 8 + 255;
  return `a=candidate:1 1 udp ${priority} ${address} ${port} typ host generation 0`;
}
