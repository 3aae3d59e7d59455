import { Inject, Injectable } from '@nestjs/common';
import {
  EGRESS_GUARD,
  EgressGuard,
  EgressRefused,
  isInCidrs,
  PROCESS_CONFIG,
  type ProcessConfig,
  type ResolvedTarget,
} from '#patchbay/kernel';

/**
 * Turns an endpoint's URL into the one address that may be connected to, now. It is asked when an
 * endpoint is made and again before every attempt, for names change their addresses.
 */
@Injectable()
export class EndpointTargets {
  constructor(
    @Inject(EGRESS_GUARD) private readonly guard: EgressGuard,
    // Production refuses to start with an allow-list, so there plain http never passes.
    @Inject(PROCESS_CONFIG) private readonly config: Pick<ProcessConfig, 'DANGEROUS_EGRESS_ALLOW'>,
  ) {}

  /** Throws EgressRefused when the URL may not be reached, and Node's error when DNS fails. */
  async resolve(url: URL): Promise<ResolvedTarget> {
    const target = await this.guard.resolve(url.hostname);
    // Without TLS the signature still proves the sender, but anybody on the way reads the SDP's keys.
    if (
      url.protocol !== 'https:' &&
      !isInCidrs(target.address, this.config.DANGEROUS_EGRESS_ALLOW)
    ) {
      throw new EgressRefused(url.hostname, 'plain http, https is required');
    }
    return target;
  }
}
