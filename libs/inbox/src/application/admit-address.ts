import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { z } from 'zod';
import {
  type Cidr,
  type Clock,
  CLOCK,
  isInCidrs,
  type Logger,
  LOGGER,
  metrics,
  parseCidrs,
} from '#patchbay/kernel';
import { ADDRESS_CONFIG, type AddressConfig, type AllowedAddresses } from '../address.config.js';
import { callerAddress } from '../domain/caller-address.js';

const FACTS = new URL('../../facts/meta-addresses.json', import.meta.url);
const factsSchema = z.object({
  asOf: z.iso.date(),
  source: z.string(),
  ranges: z.array(z.string()),
});

const TOLD_EVERY_MS = 60_000;

/** What a caller from elsewhere is told, with status 403. */
const REFUSAL =
  "Webhooks are not taken from this address. Whoever runs this installation lists Meta's addresses " +
  'in META_WEBHOOK_ADDRESSES, and the proxies in front of it in META_WEBHOOK_PROXIES.\n';

const refusedTotal = new Counter({
  name: 'patchbay_webhook_addresses_refused_total',
  help: 'Requests to the webhook URL that were refused for the address they came from.',
  labelNames: ['reason'],
  registers: [metrics],
});

/** Meta's published ranges, as of the day in the file, which also names their source. */
export function metaRanges(): readonly Cidr[] {
  const { ranges } = factsSchema.parse(JSON.parse(readFileSync(FACTS, 'utf8')));
  return parseCidrs(ranges.join());
}

function rangesOf(allowed: AllowedAddresses): readonly Cidr[] | undefined {
  if (allowed === 'any') return undefined;
  return [...(allowed.isMetaAllowed ? metaRanges() : []), ...allowed.others];
}

export interface Caller {
  /** The address at the other end of the connection. */
  readonly peer: string | undefined;
  /** The request's headers, names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * The optional allow-list of addresses, asked before a body is read. It keeps strangers from costing
 * us anything; what proves a webhook is its signature.
 */
@Injectable()
export class AdmitAddress {
  readonly #ranges: readonly Cidr[] | undefined;
  #toldAtMs = -Infinity;

  constructor(
    @Inject(ADDRESS_CONFIG) private readonly config: AddressConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#ranges = rangesOf(config.META_WEBHOOK_ADDRESSES);
  }

  /** Undefined when the caller is admitted, else the text to answer with, with status 403. */
  refusalOf({ peer, headers }: Caller): string | undefined {
    if (this.#ranges === undefined) return undefined;
    const { META_WEBHOOK_PROXIES: proxies, META_WEBHOOK_PROXY_HEADER: header } = this.config;
    const address = callerAddress({ peer, forwarded: headers[header]?.toString(), proxies });
    if (address !== undefined && isInCidrs(address, this.#ranges)) return undefined;
    this.#tell(address === undefined ? 'UNREADABLE' : 'NOT_LISTED', { peer, address });
    return REFUSAL;
  }

  /** Counts every refusal, and logs one a minute: strangers may not fill the log. */
  #tell(reason: 'UNREADABLE' | 'NOT_LISTED', fields: object): void {
    refusedTotal.inc({ reason });
    const nowMs = this.clock.nowMs();
    if (Math.abs(nowMs - this.#toldAtMs) < TOLD_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    this.logger.warn({ reason, ...fields }, 'webhook.address_refused');
  }
}
