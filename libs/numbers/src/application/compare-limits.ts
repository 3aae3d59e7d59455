import { Counter, Gauge } from 'prom-client';
import type { TenantTransaction } from '#patchbay/database';
import { type Logger, metrics } from '#patchbay/kernel';
import { LIMIT_NAMES, type LimitName } from '../domain/limit-names.js';
import type { NumberProfile } from '../domain/number.js';
import { limitPolicies } from '../persistence/limit-policy.repository.js';

/** A limit as Meta's `call_permissions` states it: `max_allowed` of an action within a period. */
export interface MetasLimit {
  readonly action: string;
  /** ISO 8601: `PT24H`, `P7D`. */
  readonly period: string;
  readonly limit: number;
}

/** A dated row of ours that says another figure than Meta. */
export interface LimitMismatch {
  readonly name: LimitName;
  readonly ours: number;
  readonly metas: number;
}

const NAME_OF: Readonly<Record<string, LimitName>> = {
  'start_call PT24H': LIMIT_NAMES.pairConnectedCalls,
  'send_call_permission_request PT24H': LIMIT_NAMES.permissionRequestsPerDay,
  'send_call_permission_request P7D': LIMIT_NAMES.permissionRequestsPerWeek,
};

const mismatches = new Counter({
  name: 'patchbay_limit_policy_mismatches_total',
  help: "Answers of Meta's whose max_allowed is another figure than our dated row.",
  labelNames: ['profile', 'limit'],
  registers: [metrics],
});
const metasFigure = new Gauge({
  name: 'patchbay_limit_policy_meta_value',
  help: 'What Meta said last about a limit that our dated row has another figure for.',
  labelNames: ['profile', 'limit'],
  registers: [metrics],
});

/** The log has a figure of Meta's once in such a span, as the alert looks at one. */
const LOGGED_AGAIN_MS = 3_600_000;
const loggedAt = new Map<string, number>();

export interface LimitsToCompare {
  readonly profile: NumberProfile;
  readonly at: Date;
  readonly logger?: Pick<Logger, 'warn'> | undefined;
}

/** Compares what Meta says it allows with the rows in force; each that differs is counted and logged. */
export async function compareLimits(
  tx: TenantTransaction,
  { profile, at, logger }: LimitsToCompare,
  limits: readonly MetasLimit[],
): Promise<LimitMismatch[]> {
  const metas = new Map(
    limits.flatMap(({ action, period, limit }) => {
      const name = NAME_OF[`${action} ${period}`];
      return name === undefined ? [] : [[name, limit] as const];
    }),
  );
  if (metas.size === 0) return [];
  const ours = await limitPolicies(tx, profile, [...metas.keys()], at);
  const found = [...metas].flatMap(([name, limit]) =>
    ours[name].value === limit ? [] : [{ name, ours: ours[name].value, metas: limit }],
  );
  for (const mismatch of found) {
    const { name, metas: said } = mismatch;
    mismatches.inc({ profile, limit: name });
    metasFigure.set({ profile, limit: name }, said);
    const key = `${profile} ${name} ${said}`;
    if (Math.abs(at.getTime() - (loggedAt.get(key) ?? -Infinity)) < LOGGED_AGAIN_MS) continue;
    loggedAt.set(key, at.getTime());
    logger?.warn({ tenantId: tx.tenantId, profile, ...mismatch }, 'limits.mismatch');
  }
  return found;
}
