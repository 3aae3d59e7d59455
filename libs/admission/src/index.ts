import './persistence/entities.js';

export type {
  AdmissionRequest,
  AdmissionRule,
  KnownFacts,
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
export { countryOfNumber } from './domain/number-country.js';
export { type MessageAsked, verdictsAgainstMessage } from './application/message-verdicts.js';
export { AdmissionRules } from './application/admission-rules.js';
export { RenewSlots } from './application/renew-slots.js';
export { SlotBook } from './application/slot-book.js';
export { SlotCounters } from './persistence/slot-counters.js';
export type { Slot } from './domain/slot.js';
export { countOpenSlots } from './persistence/call-slot.repository.js';
export { ADMISSION_PROVIDERS } from './admission.providers.js';
export {
  Admission,
  type AskedReading,
  type Decision,
  type Reading,
  type Reservation,
  type ReserveOutcome,
} from './application/admission.js';
export { ReadCallBounds } from './application/read-call-bounds.js';
export { ReadPlatformKillSwitch } from './application/read-platform-kill-switch.js';
export type { CallBounds, KillSwitchView } from './domain/call-bounds.js';
export {
  type KillSwitchInput,
  type KillSwitchOutcome,
  SetKillSwitch,
} from './application/set-kill-switch.js';
export {
  type PlatformKillSwitchInput,
  SetPlatformKillSwitch,
} from './application/set-platform-kill-switch.js';
export {
  SetQuietHours,
  type SetQuietHoursInput,
  type SetQuietHoursOutcome,
} from './application/set-quiet-hours.js';
export {
  SetTenantQuota,
  type SetTenantQuotaInput,
  type SetTenantQuotaOutcome,
} from './application/set-tenant-quota.js';
export { AdmissionModule } from './admission.module.js';
export type { QuietSpan } from './domain/quiet-hours.js';
export type { Asked, ConsumerSought } from './persistence/asked.js';
export { rowsOfPerson } from './persistence/rows-of-person.js';
export { readTenantQuota } from './persistence/standing.repository.js';
export {
  foldSuppression,
  liftSuppression,
  type ListedSuppression,
  saveSuppression,
  type Suppression,
  suppressionsOf,
} from './persistence/suppression.repository.js';
