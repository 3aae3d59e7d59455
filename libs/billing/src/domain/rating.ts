import { PULSES_PER_MINUTE, pulsesOf } from './pulses.js';

export type Direction = 'USER_INITIATED' | 'BUSINESS_INITIATED';

export interface UsageToRate {
  readonly direction: Direction;
  readonly billableSeconds: number;
}

/** What a minute costs us at Meta and what the tenant pays us for it, in nano-units. */
export interface MinuteRates {
  readonly costNano: bigint;
  readonly priceNano: bigint;
}

export interface Rating {
  readonly pulses: number;
  readonly costNano: bigint;
  readonly priceNano: bigint;
}

/** Whether a pulse of this rate is a whole number of nano-units, so that every line is exact. */
export function isExactPerPulse(perMinuteNano: bigint): boolean {
  return perMinuteNano % PULSES_PER_MINUTE === 0n;
}

function charge(pulses: number, perMinuteNano: bigint): bigint {
  if (!isExactPerPulse(perMinuteNano)) {
    throw new RangeError('a rate per minute must be divisible by ten nano-units');
  }
  return (BigInt(pulses) * perMinuteNano) / PULSES_PER_MINUTE;
}

/** Whether the usage costs anything at all. Calls that WhatsApp users place are free at Meta. */
export function isCharged({ direction, billableSeconds }: UsageToRate): boolean {
  return direction === 'BUSINESS_INITIATED' && pulsesOf(billableSeconds) > 0;
}

/** The price of what costs nothing: user-initiated calls and calls without a pulse. */
export function rateFree(usage: UsageToRate): Rating {
  return { pulses: pulsesOf(usage.billableSeconds), costNano: 0n, priceNano: 0n };
}

/** Rates a usage exactly. A pure function of the usage and the two rates; nothing is rounded. */
export function rate(usage: UsageToRate, rates: MinuteRates): Rating {
  if (!isCharged(usage)) return rateFree(usage);
  const pulses = pulsesOf(usage.billableSeconds);
  return {
    pulses,
    costNano: charge(pulses, rates.costNano),
    priceNano: charge(pulses, rates.priceNano),
  };
}
