import { LIMIT_NAMES, type LimitName, limitValue, type LimitValues } from '#patchbay/numbers';
import type { TenantQuota } from '../domain/admission-rule.js';
import type { SlotLimits } from '../domain/slot.js';

const {
  pairConnectedCalls,
  pairConnectedWindow,
  pairLiveCalls,
  numberConcurrentCalls,
  numberCallStarts,
  numberCallStartsWindow,
} = LIMIT_NAMES;
const SECOND_MS = 1000;

/** The limits that hold for a call now: Meta's by the number's profile, and the tenant's quota. */
export function slotLimits(values: LimitValues, quota: TenantQuota): SlotLimits {
  const spanMs = (name: LimitName): number => limitValue(values, name) * SECOND_MS;
  return {
    limits: {
      tenantLive: quota.concurrentCalls,
      numberLive: limitValue(values, numberConcurrentCalls),
      pairLive: limitValue(values, pairLiveCalls),
      pairConnected: limitValue(values, pairConnectedCalls),
      numberStarts: limitValue(values, numberCallStarts),
      tenantStarts: quota.dailyCalls,
    },
    pairWindowMs: spanMs(pairConnectedWindow),
    startsWindowMs: spanMs(numberCallStartsWindow),
  };
}
