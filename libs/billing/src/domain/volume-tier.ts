/** From where to where a tier of Meta's prices goes, both inclusive; null where there is no bound. */
export interface TierBounds {
  readonly lowerBound: bigint | null;
  readonly upperBound: bigint | null;
}

const TIER = /^(?<lower>\d{1,15})?:(?<upper>\d{1,15})?$/;

/** Reads `50001:250000` and the open `250001:`; no bounds for whatever else Meta writes. */
export function tierBounds(tier: string): TierBounds {
  const { lower, upper } = TIER.exec(tier)?.groups ?? {};
  return {
    lowerBound: lower === undefined ? null : BigInt(lower),
    upperBound: upper === undefined ? null : BigInt(upper),
  };
}
