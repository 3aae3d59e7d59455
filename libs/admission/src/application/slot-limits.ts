import type { TenantTransaction } from '#patchbay/database';
import { LIMIT_NAMES, limitPolicies } from '#patchbay/numbers';
import type { AdmissionRequest, QuotaSource } from '../domain/admission-rule.js';
import type { SlotLimits } from '../domain/slot.js';

const {
  pairConnectedCalls,
  pairConnectedWindow,
  pairLiveCalls,
  numberConcurrentCalls,
  numberCallStarts,
  numberCallStartsWindow,
} = LIMIT_NAMES;
const NAMES = [
  pairConnectedCalls,
  pairConnectedWindow,
  pairLiveCalls,
  numberConcurrentCalls,
  numberCallStarts,
  numberCallStartsWindow,
] as const;
const SECOND_MS = 1000;

/** The limits that hold for a call now: Meta's by the number's profile, and the tenant's quota. */
export async function slotLimits(
  tx: TenantTransaction,
  request: AdmissionRequest,
  quotaOf: QuotaSource,
): Promise<SlotLimits> {
  const { number, now } = request;
  const [policies, quota] = await Promise.all([
    limitPolicies(tx, number.profile, NAMES, now),
    quotaOf(tx, request),
  ]);
  return {
    limits: {
      tenantLive: quota.concurrentCalls,
      numberLive: policies[numberConcurrentCalls].value,
      pairLive: policies[pairLiveCalls].value,
      pairConnected: policies[pairConnectedCalls].value,
      numberStarts: policies[numberCallStarts].value,
      tenantStarts: quota.dailyCalls,
    },
    pairWindowMs: policies[pairConnectedWindow].value * SECOND_MS,
    startsWindowMs: policies[numberCallStartsWindow].value * SECOND_MS,
  };
}
