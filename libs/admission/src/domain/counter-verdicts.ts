import type { RefusalCode } from './refusal-code.js';
import { COUNTERS, type Counter, type SlotCounts, type SlotLimits } from './slot.js';
import { allowed, notConfigured, refused, unknown, type Verdict } from './verdict.js';

interface CounterRule {
  readonly rule: string;
  readonly code: RefusalCode;
  readonly reason: string;
  /** Over which time is counted; undefined for what is up now. */
  readonly window?: 'pairWindowMs' | 'startsWindowMs';
}

// 138003, 138012, 138002 and 138005 of Meta's; the tenant's are the quota that the BSP set.
// https://developers.facebook.com/docs/whatsapp/cloud-api/calling/troubleshooting
const RULES: Readonly<Record<Counter, CounterRule>> = {
  pairLive: {
    rule: 'pair_live',
    code: 'CALL_ALREADY_UP',
    reason: 'This number already has a call with this consumer: wait until it has ended.',
  },
  pairConnected: {
    rule: 'pair_connected',
    code: 'PAIR_LIMIT_REACHED',
    reason:
      'This number has connected as many calls to this consumer as it may: try again at retryAt.',
    window: 'pairWindowMs',
  },
  numberLive: {
    rule: 'number_concurrency',
    code: 'NUMBER_CONCURRENCY_REACHED',
    reason: 'This number has as many calls up as it may: try again when one of them has ended.',
  },
  numberStarts: {
    rule: 'number_starts',
    code: 'NUMBER_STARTS_USED_UP',
    reason: 'This number has started as many calls as it may: try again at retryAt.',
    window: 'startsWindowMs',
  },
  tenantLive: {
    rule: 'tenant_concurrency',
    code: 'TENANT_CONCURRENCY_REACHED',
    reason: 'Your quota of calls at a time is used up: try again when one of them has ended.',
  },
  tenantStarts: {
    rule: 'tenant_daily_calls',
    code: 'TENANT_CALLS_USED_UP',
    reason: 'Your quota of calls within 24 hours is used up: try again at retryAt.',
    window: 'startsWindowMs',
  },
};

const SECOND_MS = 1000;

/** What the counters say, as verdicts of rules, in the order of the counters. */
export function counterVerdicts(
  { limits, ...windows }: SlotLimits,
  { counts, freeAt }: SlotCounts,
): Verdict[] {
  return COUNTERS.map((counter) => {
    const { rule, code, reason, window } = RULES[counter];
    const limit = limits[counter];
    if (limit === null) return notConfigured(rule);
    const used = counts[counter];
    const period = window === undefined ? null : `PT${windows[window] / SECOND_MS}S`;
    const figure = { limit, used, period, source: 'OURS' as const };
    if (used < limit) return allowed(rule, { figure });
    return refused(rule, { code, reason, figure, retryAt: freeAt[counter] ?? null });
  });
}

/** How long after a refusal the counters are there again at the latest, milliseconds. */
export const REBUILT_WITHIN_MS = 5000;

/** Nobody can say how much is used now. */
export function unknownCounters(now: Date): Verdict[] {
  const retryAt = new Date(now.getTime() + REBUILT_WITHIN_MS);
  return COUNTERS.map((counter) =>
    unknown(
      RULES[counter].rule,
      'The calls that are up are being counted anew: try again in a moment.',
      retryAt,
    ),
  );
}
