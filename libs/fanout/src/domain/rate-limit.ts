/** Places that a limited endpoint gives now. */
export interface RateGrant {
  readonly places: number;
  /** Until when the places given so far are paid for: what the next question brings along. */
  readonly paidUntil: Date;
  /** When the next place is free; undefined when all that was asked for is given. */
  readonly retryAt: Date | undefined;
}

const SECOND = 1000;
/**
 * How much may leave at once after a pause, as a part of a second's worth; never less than one. It is
 * more than the poller's pause, for that is who comes back when a place is free.
 */
const BURST_MS = 300;
/** What floating point may be off by. */
const ROUNDING = 1e-6;

/**
 * A token bucket kept as one moment: each place costs a second divided by the limit, and `paidUntil`
 * is when all given places will have been earned. So a row with one time is the whole state, and
 * processes share it. `paidUntil` is null for an endpoint that was never limited.
 */
export function takeRate(
  paidUntil: Date | null,
  perSecond: number,
  { wanted, now }: { readonly wanted: number; readonly now: Date },
): RateGrant {
  const costMs = SECOND / perSecond;
  const burstMs = Math.max(BURST_MS, costMs);
  const nowMs = now.getTime();
  const paidMs = Math.max(paidUntil?.getTime() ?? nowMs, nowMs);
  const affordable = Math.floor((nowMs + burstMs - paidMs) / costMs + ROUNDING);
  const places = Math.max(0, Math.min(wanted, affordable));
  // Whole milliseconds, in the receiver's favour.
  const nextMs = Math.ceil(paidMs + places * costMs - ROUNDING);
  const retryMs = Math.ceil(nextMs + costMs - burstMs - ROUNDING);
  return {
    places,
    paidUntil: new Date(nextMs),
    retryAt: places < wanted ? new Date(Math.max(retryMs, nowMs + 1)) : undefined,
  };
}
