import type { TenantTransaction } from '#patchbay/database';
import type { NumberView } from '#patchbay/numbers';
import type { Verdict } from './verdict.js';

/** A call that somebody wants to place. */
export interface AdmissionRequest {
  readonly tenantId: string;
  readonly number: NumberView;
  readonly consumerId: string;
  /** ISO 3166-1 alpha-2 of the consumer's full number; null when only the user id is known. */
  readonly country: string | null;
  /** Business time. */
  readonly now: Date;
}

/**
 * A rule of admission. It reads what it needs in the caller's transaction and changes nothing. All
 * rules are asked together (`tx.together`), so a rule must not wait for another's statement; one
 * query, or none, is best.
 */
export interface AdmissionRule {
  readonly name: string;
  evaluate(tx: TenantTransaction, request: AdmissionRequest): Promise<Verdict>;
}

/** How many calls a tenant may have; null is no limit of ours. */
export interface TenantQuota {
  readonly concurrentCalls: number | null;
  /** Business-initiated calls begun in 24 hours. */
  readonly dailyCalls: number | null;
}

/** Where the tenant's quota is from; the counters ask it with all rules. */
export type QuotaSource = (
  tx: TenantTransaction,
  request: AdmissionRequest,
) => Promise<TenantQuota>;
