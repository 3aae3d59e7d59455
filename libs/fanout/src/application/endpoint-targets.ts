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
import { portOfEndpointUrl, problemOfEndpointUrl } from '../domain/endpoint-url.js';
import { FANOUT_CONFIG, type FanoutConfig } from '../fanout.config.js';

/**
 * Turns an endpoint's URL into the one address that may be connected to, now. It is asked when an
 * endpoint is made and again before every attempt, for names change their addresses.
 */
@Injectable()
export class EndpointTargets {
  constructor(
    @Inject(EGRESS_GUARD) private readonly guard: EgressGuard,
    // Production refuses to start with an allow-list, so there plain http and odd ports never pass.
    @Inject(PROCESS_CONFIG) private readonly config: Pick<ProcessConfig, 'DANGEROUS_EGRESS_ALLOW'>,
    @Inject(FANOUT_CONFIG) private readonly fanout: Pick<FanoutConfig, 'FANOUT_PORTS'>,
  ) {}

  /** Throws EgressRefused when the URL may not be reached, and Node's error when DNS fails. */
  async resolve(url: URL): Promise<ResolvedTarget> {
    // The row may be older than today's rules, or written by another hand.
    const problem = problemOfEndpointUrl(url.href);
    if (problem !== undefined) throw new EgressRefused(url.hostname, problem);
    const target = await this.guard.resolve(url.hostname);
    if (isInCidrs(target.address, this.config.DANGEROUS_EGRESS_ALLOW)) return target;
    // Without TLS the signature still proves the sender, but anybody on the way reads the SDP's keys.
    if (url.protocol !== 'https:') {
      throw new EgressRefused(url.hostname, 'plain http, https is required');
    }
    // Else an endpoint would scan or poke at whatever service listens on a stranger's machine.
    const { FANOUT_PORTS: ports } = this.fanout;
    const port = portOfEndpointUrl(url);
    if (!ports.includes(port)) {
      throw new EgressRefused(url.hostname, `port ${port}, allowed is ${ports.join(', ')}`);
    }
    return target;
  }
}
