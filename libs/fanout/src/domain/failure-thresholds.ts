/** Parts of the failure limit at which the tenant is told; at the last one the endpoint is disabled. */
export const ALERT_PERCENTS = [50, 70, 90, 100] as const;

export type AlertPercent = (typeof ALERT_PERCENTS)[number];

/** When an endpoint that fails is disabled. */
export interface FailureLimit {
  /** Failures in a row. */
  readonly failures: number;
  /** Nothing may have come through for so long, milliseconds. */
  readonly spanMs: number;
}

/** An endpoint's failures since its last delivery. */
export interface FailureStreak {
  readonly failures: number;
  readonly failingSince: Date;
  /** The last delivery, also one through the failover URL; null when there was none. */
  readonly lastDeliveredAt: Date | null;
}

/**
 * The highest threshold that a streak has reached, or 0. The last one needs the time as well: a
 * hundred calls in one bad minute are no reason to give an endpoint up, nor is a dead primary URL
 * while the failover URL takes what it should.
 */
export function reachedPercent(
  streak: FailureStreak,
  limit: FailureLimit,
  now: Date,
): AlertPercent | 0 {
  const share = (100 * streak.failures) / limit.failures;
  const silentSince = Math.max(
    streak.failingSince.getTime(),
    streak.lastDeliveredAt?.getTime() ?? Number.NEGATIVE_INFINITY,
  );
  const isLong = now.getTime() - silentSince >= limit.spanMs;
  const reached = ALERT_PERCENTS.filter((percent) => percent <= share && (percent < 100 || isLong));
  return reached.at(-1) ?? 0;
}

/** The threshold to tell of now: the highest one reached, unless it was told before. */
export function percentToTell(
  reached: AlertPercent | 0,
  toldPercent: number,
): AlertPercent | undefined {
  return reached > toldPercent && reached !== 0 ? reached : undefined;
}
