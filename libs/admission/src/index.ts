export type { AdmissionRequest, AdmissionRule, Verdict } from './admission-rule.js';
export { type Admission, ADMISSION_RULES, admitCall } from './admit-call.js';
