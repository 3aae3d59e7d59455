import type { TenantTransaction } from '#patchbay/database';
import type { AdmissionRequest, AdmissionRule, Verdict } from './admission-rule.js';
import { numberEnabled } from './number-enabled.js';

/** Every rule that a call must pass, in the order in which callers are told. */
export const ADMISSION_RULES: readonly AdmissionRule[] = [numberEnabled];

export interface Admission {
  readonly isAdmitted: boolean;
  readonly verdicts: readonly Verdict[];
}

/** Decides whether a call may be placed. Every rule is asked, so that all reasons are told at once. */
export async function admitCall(
  tx: TenantTransaction,
  request: AdmissionRequest,
  rules: readonly AdmissionRule[] = ADMISSION_RULES,
): Promise<Admission> {
  const verdicts: Verdict[] = [];
  for (const rule of rules) verdicts.push(await rule.evaluate(tx, request));
  return { isAdmitted: verdicts.every((verdict) => verdict.isAllowed), verdicts };
}
