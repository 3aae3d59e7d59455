import type { Fact } from '#patchbay/database';
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

/** What rules of admission know of PostgreSQL; see `Facts` of the database. */
export interface KnownFacts {
  of<Value>(fact: Fact<Value>): Value;
}

/**
 * A rule of admission. It says which facts it needs, which are read with those of all rules in one
 * statement, and judges by them; it asks nothing itself.
 */
export interface AdmissionRule {
  readonly name: string;
  readonly facts: readonly Fact<unknown>[];
  judge(request: AdmissionRequest, facts: KnownFacts): Verdict;
}

/** How many calls a tenant may have; null is no limit of ours. */
export interface TenantQuota {
  readonly concurrentCalls: number | null;
  /** Business-initiated calls begun in 24 hours. */
  readonly dailyCalls: number | null;
}
