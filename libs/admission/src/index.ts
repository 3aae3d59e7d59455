import './persistence/entities.js';

export type {
  AdmissionRequest,
  AdmissionRule,
  QuotaSource,
  TenantQuota,
} from './domain/admission-rule.js';
export { REFUSAL_CODES, type RefusalCode } from './domain/refusal-code.js';
export {
  allowed,
  isPermitted,
  notConfigured,
  refused,
  unknown,
  type Verdict,
  type VerdictFigure,
  type VerdictOutcome,
} from './domain/verdict.js';
export { AdmissionRules } from './application/admission-rules.js';
export { numberEnabled } from './application/number-enabled.js';
export { type Admitted, admitCall } from './admit-call.js';
