import type { TenantTransaction } from '#patchbay/database';
import type { NumberView } from '#patchbay/numbers';

/** A call that somebody wants to place. */
export interface AdmissionRequest {
  readonly number: NumberView;
  readonly consumerId: string;
  readonly now: Date;
}

/** What one rule says about it. */
export interface Verdict {
  readonly rule: string;
  readonly isAllowed: boolean;
  readonly reason: string | null;
  /** From when on it may be tried again, where the rule knows. */
  readonly retryAt: Date | null;
}

/** A rule of admission. It reads what it needs in the caller's transaction and changes nothing. */
export interface AdmissionRule {
  readonly name: string;
  evaluate(tx: TenantTransaction, request: AdmissionRequest): Promise<Verdict>;
}
