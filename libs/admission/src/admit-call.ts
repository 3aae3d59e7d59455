import type { TenantTransaction } from '#patchbay/database';
import type { AdmissionRules } from './application/admission-rules.js';
import type { AdmissionRequest } from './domain/admission-rule.js';
import { isPermitted, type Verdict } from './domain/verdict.js';

export interface Admitted {
  readonly isAdmitted: boolean;
  readonly verdicts: readonly Verdict[];
}

/** Decides whether a call may be placed. Every rule is asked, so that all reasons are told at once. */
export async function admitCall(
  tx: TenantTransaction,
  request: AdmissionRequest,
  rules: AdmissionRules,
): Promise<Admitted> {
  const verdicts = await tx.together(() => rules.all().map((rule) => rule.evaluate(tx, request)));
  return { isAdmitted: verdicts.every(isPermitted), verdicts };
}
