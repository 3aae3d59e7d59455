import type { TenantTransaction } from '#patchbay/database';
import {
  LIMIT_NAMES,
  limitPolicies,
  type LimitName,
  limitValue,
  type LimitValues,
  type NumberProfile,
} from '#patchbay/numbers';
import type { PermissionLimits } from '../domain/permission-limits.js';

const NAMES = [
  LIMIT_NAMES.temporaryPermission,
  LIMIT_NAMES.permissionRequestsPerDay,
  LIMIT_NAMES.permissionRequestsDay,
  LIMIT_NAMES.permissionRequestsPerWeek,
  LIMIT_NAMES.permissionRequestsWeek,
  LIMIT_NAMES.permissionRequestLifetime,
  LIMIT_NAMES.unansweredNudge,
  LIMIT_NAMES.unansweredRevocation,
  LIMIT_NAMES.customerServiceWindow,
] as const;

const SECOND = 1000;

/** The limits between a number of this profile and a consumer, as they hold at `now`. */
export async function permissionLimitsOf(
  tx: TenantTransaction,
  profile: NumberProfile,
  now: Date,
): Promise<PermissionLimits> {
  const policies = await limitPolicies(tx, profile, NAMES, now);
  return permissionLimitsIn(Object.fromEntries(NAMES.map((name) => [name, policies[name].value])));
}

/** The same of values that were read already. */
export function permissionLimitsIn(values: LimitValues): PermissionLimits {
  const count = (name: LimitName): number => limitValue(values, name);
  const spanMs = (name: LimitName): number => count(name) * SECOND;
  return {
    temporaryMs: spanMs(LIMIT_NAMES.temporaryPermission),
    requestsPerDay: count(LIMIT_NAMES.permissionRequestsPerDay),
    dayMs: spanMs(LIMIT_NAMES.permissionRequestsDay),
    requestsPerWeek: count(LIMIT_NAMES.permissionRequestsPerWeek),
    weekMs: spanMs(LIMIT_NAMES.permissionRequestsWeek),
    requestLifetimeMs: spanMs(LIMIT_NAMES.permissionRequestLifetime),
    nudgeAt: count(LIMIT_NAMES.unansweredNudge),
    revokeAt: count(LIMIT_NAMES.unansweredRevocation),
    windowMs: spanMs(LIMIT_NAMES.customerServiceWindow),
  };
}
