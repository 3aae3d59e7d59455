import { type Cidr, isInCidrs } from './cidr.js';
import {
  type Address,
  isMetadataName,
  problemOfPrivateName,
  readAddress,
  readName,
} from './host.js';
import { type AddressLookup, lookUpByDns, lookUpByMachine } from './look-up-name.js';
import { specialRangeOf } from './special-ranges.js';

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

/** In its plain form: what was checked and what is connected to must not be read differently. */
const targetOf = (address: Address): ResolvedTarget => ({
  address: address.toString(),
  family: address.kind() === 'ipv6' ? 6 : 4,
});

/**
 * The one door for everything a tenant can aim: webhook URLs, SIP targets, SDP addresses, media
 * URLs. Only global unicast passes; private, loopback, link-local, metadata, mapped and reserved
 * ranges (`special-ranges.ts`) are refused in every spelling, and so are names that only the inside
 * of a network has, unless the laptop's allow-list names their addresses. Callers connect to the
 * address it returns, never to the name again (DNS rebinding), and ask again for every attempt.
 */
export class EgressGuard {
  readonly #allow: readonly Cidr[];
  readonly #lookUp: AddressLookup;

  constructor(allow: readonly Cidr[] = [], lookUp?: AddressLookup) {
    this.#allow = allow;
    this.#lookUp = lookUp ?? (allow.length > 0 ? lookUpByMachine : lookUpByDns);
  }

  /** Throws EgressRefused unless the literal address may be reached. */
  assertAddressAllowed(address: string): void {
    this.#check(address);
  }

  /** Resolves a host name once, checks every address it has, and returns the one to connect to. */
  async resolve(host: string): Promise<ResolvedTarget> {
    const bare = host.replace(/^\[(.*)\]$/, '$1');
    if (readAddress(bare) !== undefined) return targetOf(this.#check(bare));
    const name = this.#nameOf(bare);
    const answers = await this.#lookUp(name);
    // All before one is chosen: a name with one public and one private address is a trap.
    const [first] = answers.map((answer) => this.#check(answer.address));
    if (first === undefined) throw new EgressRefused(host, 'has no address');
    return targetOf(first);
  }

  #check(text: string): Address {
    const address = readAddress(text);
    if (address === undefined) throw new EgressRefused(text, 'not an IP address');
    if (isInCidrs(address.toString(), this.#allow)) return address;
    const range = specialRangeOf(address);
    if (range !== undefined) throw new EgressRefused(text, `${range} range`);
    // A zone picks an interface of this machine (RFC 4007 §11); no address of the internet has one.
    if (text.includes('%')) throw new EgressRefused(text, 'address with a zone');
    return address;
  }

  #nameOf(host: string): string {
    const name = readName(host);
    if (name === undefined) throw new EgressRefused(host, 'not a host name');
    if (isMetadataName(name)) throw new EgressRefused(host, 'metadata name');
    // On a laptop names such as localhost are fine: their addresses decide.
    const problem = this.#allow.length > 0 ? undefined : problemOfPrivateName(name);
    if (problem !== undefined) throw new EgressRefused(host, problem);
    return name;
  }
}
