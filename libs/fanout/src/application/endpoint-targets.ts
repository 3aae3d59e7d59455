import {
  type Cidr,
  EgressRefused,
  type EgressGuard,
  isInCidrs,
  type ResolvedTarget,
} from '#patchbay/kernel';

/**
 * Turns an endpoint's URL into the one address that may be connected to, now. It is asked when an
 * endpoint is made and again before every attempt, for names change their addresses.
 */
export class EndpointTargets {
  readonly #guard: EgressGuard;
  readonly #allow: readonly Cidr[];

  /** `allow` is the laptop's DANGEROUS_EGRESS_ALLOW; production refuses to start with one. */
  constructor(guard: EgressGuard, allow: readonly Cidr[]) {
    this.#guard = guard;
    this.#allow = allow;
  }

  /** Throws EgressRefused when the URL may not be reached, and Node's error when DNS fails. */
  async resolve(url: URL): Promise<ResolvedTarget> {
    const target = await this.#guard.resolve(url.hostname);
    // Without TLS the signature still proves the sender, but anybody on the way reads the SDP's keys.
    if (url.protocol !== 'https:' && !isInCidrs(target.address, this.#allow)) {
      throw new EgressRefused(url.hostname, 'plain http, https is required');
    }
    return target;
  }
}
