/** Up to so many minutes in a calendar month the tier's price holds. */
const TIER_BOUNDS = [50_000, 250_000, 1_000_000, 2_500_000, 5_000_000, Infinity] as const;

export interface CallPrice {
  readonly market: string;
  readonly currency: string;
  /** Per minute, one for each volume tier. */
  readonly perMinute: readonly number[];
  /** `YYYY-MM-DD`. */
  readonly effectiveFrom: string;
  readonly source: string;
}

/**
 * What business-initiated calls cost per minute. One market is Meta's published one, so that a bill
 * can be checked against it; all others have a stand-in that no page of Meta's gives.
 */
export const CALL_PRICES: readonly CallPrice[] = [
  {
    market: 'Rest of Africa',
    currency: 'USD',
    perMinute: [0.0103, 0.0084, 0.0074, 0.0062, 0.0047, 0.0042],
    effectiveFrom: '2026-07-01',
    source:
      'https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/pricing',
  },
  {
    market: 'Other',
    currency: 'USD',
    perMinute: [0.012, 0.0098, 0.0086, 0.0072, 0.0055, 0.0049],
    effectiveFrom: '2026-07-01',
    source: "the simulator's own stand-in, scaled like the market above",
  },
];

/** African countries without a market of their own. */
const REST_OF_AFRICA = new Set(
  (
    'AO BF BI BJ BW CD CF CG CI CM CV DJ DZ ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU ' +
    'MW MZ NA NE RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZM ZW'
  ).split(' '),
);

export function marketOf(country: string | undefined): string {
  return country !== undefined && REST_OF_AFRICA.has(country) ? 'Rest of Africa' : 'Other';
}

/** The tier that this many minutes of a month have reached, from 0. */
export function tierOf(minutes: number): number {
  return TIER_BOUNDS.findIndex((bound) => minutes <= bound);
}

/** The tier as Meta writes it, e.g. `50001:250000`. */
export function tierName(tier: number): string {
  const from = tier === 0 ? 0 : (TIER_BOUNDS[tier - 1] ?? 0) + 1;
  const to = TIER_BOUNDS[tier] ?? Infinity;
  return `${from}:${to === Infinity ? '' : to}`;
}

/** Calls are billed in begun pulses of 6 seconds, ten to the minute. */
export function pulsesOf(seconds: number): number {
  return Math.ceil(seconds / 6);
}

/** The price of an answered call; undefined when no price of that currency is known. */
export function costOf(call: {
  readonly market: string;
  readonly currency: string;
  readonly seconds: number;
  readonly tier: number;
}): number | undefined {
  const price = CALL_PRICES.find(
    ({ currency, market }) => market === call.market && currency === call.currency,
  );
  const perMinute = price?.perMinute[call.tier];
  return perMinute === undefined ? undefined : (pulsesOf(call.seconds) * perMinute) / 10;
}
