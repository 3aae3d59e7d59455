import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { type Cidr, isInCidrs } from './cidr.js';

/** Why a target that a tenant named may not be reached. */
export class EgressRefused extends Error {
  constructor(
    readonly target: string,
    readonly reason: string,
  ) {
    super(`${target} may not be reached: ${reason}`);
    this.name = 'EgressRefused';
  }
}

export interface ResolvedTarget {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * The one door for everything a tenant can aim: webhook URLs, SIP targets, SDP addresses, media
 * URLs. Only global unicast passes; private, loopback, link-local, metadata, mapped and reserved
 * ranges are refused (IANA special-purpose registries, RFC 6890), unless the laptop's allow-list
 * names them. Callers connect to the address it returns, never to the name again (DNS rebinding).
 */
export class EgressGuard {
  readonly #allow: readonly Cidr[];

  constructor(allow: readonly Cidr[] = []) {
    this.#allow = allow;
  }

  /** Throws EgressRefused unless the literal address may be reached. */
  assertAddressAllowed(address: string): void {
    if (!ipaddr.isValid(address)) throw new EgressRefused(address, 'not an IP address');
    if (isInCidrs(address, this.#allow)) return;
    const parsed = ipaddr.process(address);
    // "::127.0.0.1": IPv4-compatible, deprecated (RFC 4291 §2.5.5.1); the library calls it unicast.
    const isCompatible =
      parsed.kind() === 'ipv6' &&
      parsed.range() === 'unicast' &&
      parsed
        .toByteArray()
        .slice(0, 12)
        .every((byte) => byte === 0);
    const range = isCompatible ? 'ipv4Compatible' : parsed.range();
    if (range !== 'unicast') throw new EgressRefused(address, `${range} range`);
  }

  /** Resolves a host name once, checks every address it has, and returns the one to connect to. */
  async resolve(host: string): Promise<ResolvedTarget> {
    const bare = host.replace(/^\[(.*)\]$/, '$1');
    if (ipaddr.isValid(bare)) {
      this.assertAddressAllowed(bare);
      // In its plain form: what was checked and what is connected to must not be read differently.
      const address = ipaddr.process(bare);
      return { address: address.toString(), family: address.kind() === 'ipv6' ? 6 : 4 };
    }
    const answers = await lookup(bare, { all: true, verbatim: true });
    for (const answer of answers) this.assertAddressAllowed(answer.address);
    const first = answers[0];
    if (first === undefined) throw new EgressRefused(host, 'has no address');
    return { address: first.address, family: first.family === 6 ? 6 : 4 };
  }
}
