import { badInput } from '#patchbay/kernel';
import { MARKETS } from './market.js';
import { nanoOfDecimal } from './money.js';
import { isExactPerPulse } from './rating.js';

/** A rate as people write it. */
export interface DatedRateInput {
  readonly market: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Decimal of the major unit, such as `0.0103`. */
  readonly perMinute: string;
  /** `YYYY-MM-DD`. */
  readonly effectiveFrom: string;
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** The rate per minute in nano-units. Throws BAD_USER_INPUT that says what to correct. */
export function nanoOfRate(rate: DatedRateInput): bigint {
  if (!MARKETS.includes(rate.market)) {
    throw badInput('market', `must be one of Meta's markets: ${MARKETS.join(', ')}`);
  }
  if (!/^[A-Z]{3}$/.test(rate.currency)) {
    throw badInput('currency', 'must be an ISO 4217 code such as USD');
  }
  if (!isDay(rate.effectiveFrom)) {
    throw badInput('effectiveFrom', 'must be a day such as 2026-10-01');
  }
  const nano = nanoOfDecimal(rate.perMinute);
  if (nano === undefined || nano < 0n || !isExactPerPulse(nano)) {
    throw badInput(
      'perMinute',
      'must be a decimal such as 0.0103, not negative, with at most 8 decimals (a pulse is a tenth)',
    );
  }
  return nano;
}
