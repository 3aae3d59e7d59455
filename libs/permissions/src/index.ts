import './persistence/entities.js';

export {
  applyMessageEvent,
  type MessageEvent,
  type MessageEventDetail,
} from './application/apply-message-event.js';
export {
  callDeepLink,
  type CallDeepLinkInput,
  callDeepLinkUrl,
  type CallDeepLinkView,
} from './application/call-deep-link.js';
export type { CallMessageView } from './application/call-message-view.js';
export { CONSUMER_BOOK, type ConsumerBook } from './application/consumer-book.port.js';
export {
  CreateCallTemplate,
  type CreateCallTemplateInput,
  type CreateCallTemplateOutcome,
} from './application/create-call-template.js';
export type { CallMessageOutcome } from './application/prepare-call-message.js';
export { ReadCallMessage } from './application/read-call-message.js';
export { ReadFirstContactButtons } from './application/read-first-contact-buttons.js';
export {
  RequestCallPermission,
  type RequestCallPermissionInput,
} from './application/request-call-permission.js';
export { SendDueMessages } from './application/send-due-messages.js';
export { ExpirePermissions } from './application/expire-permissions.js';
export { foldPairs } from './application/fold-pairs.js';
export { DuePermissions } from './persistence/due-permissions.js';
export { SetFirstContactButton } from './application/set-first-contact-button.js';
export { SendCallButton, type SendCallButtonInput } from './application/send-call-button.js';
export { CallMessagesModule, type CallMessagesOptions } from './call-messages.module.js';
export type {
  CallMessageForm,
  CallMessageOrigin,
  CallMessagePurpose,
  CallMessageState,
} from './domain/call-message.js';
export type { TemplateChoice } from './domain/choose-form.js';
export type { CallMessageRefusal, CallMessageRefusalCode } from './domain/message-refusal.js';
export type { FirstContactButton } from './persistence/first-contact.repository.js';
export type { CallTemplateRecord } from './persistence/call-template.repository.js';
export {
  applyPermissionEvent,
  type PermissionEvent,
  type PermissionEventDetail,
} from './application/apply-permission-event.js';
export { type CallStep, followCall, type FollowCallParts } from './application/follow-call.js';
export {
  CONSUMER_DIRECTORY,
  type ConsumerDirectory,
} from './application/consumer-directory.port.js';
export {
  type ListedPermission,
  ListPermissions,
  type ListPermissionsInput,
  type PermissionPage,
} from './application/list-permissions.js';
export {
  type DoubtfulPair,
  isDoubtful,
  PermissionDoubts,
  type PermissionDoubtsParts,
} from './application/permission-doubts.js';
export type { PermissionNews } from './application/permission-news.js';
export { permissionRules, permissionVerdicts } from './application/permission-rules.js';
export type { PermissionView } from './application/permission-view.js';
export { ShowPermission, type ShowPermissionInput } from './application/show-permission.js';
export { permissionLimitsOf } from './application/permission-limits-of.js';
export {
  recordRequest,
  type RecordRequestOutcome,
  type RequestToRecord,
  settleRequest,
  withdrawRequest,
} from './application/record-request.js';
export { EMPTY_PAIR, type Ledger, ledgerAt, type PairRecord } from './domain/ledger.js';
export {
  ENTRY_KINDS,
  type EntryKind,
  type LedgerEntry,
  PERMISSION_SOURCES,
  type PermissionSource,
  type PermissionStatus,
} from './domain/permission-entry.js';
export type { PermissionLimits } from './domain/permission-limits.js';
export {
  NEXT_STEPS,
  type NextStep,
  PERMISSION_STATES,
  nextStep,
  type PermissionState,
  permissionState,
} from './domain/permission-state.js';
export type { RequestBudget, RequestCount } from './domain/request-budget.js';
export { PERMISSION_PROVIDERS } from './permissions.providers.js';
export { type PairRef, readPair } from './persistence/ledger.repository.js';
