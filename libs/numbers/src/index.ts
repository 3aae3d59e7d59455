export {
  applyNumberEvent,
  type NumberEvent,
  type NumberNews,
} from './application/apply-number-event.js';
export { FindNumber, type NumberRef } from './application/find-number.js';
export { ListNumbers, type ListNumbersInput, type NumberPage } from './application/list-numbers.js';
export { FindSubjects } from './application/find-subjects.js';
export {
  type LimitPolicyFilter,
  type LimitPolicyView,
  ListLimitPolicies,
} from './application/list-limit-policies.js';
export {
  SetLimitPolicy,
  type SetLimitPolicyInput,
  type SetLimitPolicyOutcome,
} from './application/set-limit-policy.js';
export {
  compareLimits,
  type LimitMismatch,
  type MetasLimit,
} from './application/compare-limits.js';
export { LIMIT_NAMES, type LimitName } from './domain/limit-names.js';
export type { LimitPolicy } from './domain/limit-policy.js';
export {
  NUMBER_PROFILES,
  NUMBER_ROUTES,
  type NumberProfile,
  type NumberRoute,
  type NumberView,
} from './domain/number.js';
export type { NumberEventDetail } from './domain/number-event.js';
export { NumbersModule } from './numbers.module.js';
export {
  LIMIT_VALUES,
  limitPolicies,
  limitPolicy,
  limitValue,
  type LimitValues,
} from './persistence/limit-policy.repository.js';
export type { Subject, SubjectRefs } from './persistence/subjects.repository.js';
export { type NumberFilter, saveNumberRoute } from './persistence/number-list.repository.js';
export { findNumberAddress, type NumberAddress } from './persistence/number-address.js';
export {
  enterNumber,
  findNumberHolders,
  isWabaOfAnotherTenant,
  type NumberHolder,
} from './persistence/number-registration.js';
export {
  findNumberById,
  findNumberByPhoneNumberId,
  findNumbersByIds,
  NUMBER_COLUMNS,
  numberFromRow,
  type NumberRow,
} from './persistence/number.repository.js';
export {
  findWabaRowId,
  numberAccessToken,
  saveWaba,
  wabaAccessToken,
  type WabaToSave,
} from './persistence/waba.repository.js';
export { findWaba, type WabaRef } from './persistence/waba-of-tenant.js';
