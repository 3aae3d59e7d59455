export { type AddressConfig, addressConfigSchema } from './address.config.js';
export { AddressModule } from './address.module.js';
export {
  AcceptWebhook,
  type AcceptWebhookOutcome,
  type IncomingWebhook,
} from './application/accept-webhook.js';
export {
  DispatchInboxEvents,
  type DispatchInboxParts,
} from './application/dispatch-inbox-events.js';
export { FindWaitingTenants } from './application/find-waiting-tenants.js';
export type { EventNews, HandOverEvent } from './application/hand-over-event.js';
export {
  type AccountEventToKeep,
  keepAccountEvents,
  type KeepAccountParts,
  type TenantWithEvents,
} from './application/keep-account-events.js';
export {
  type Route,
  routeEvents,
  type RouteRequest,
  type UnroutedReason,
} from './application/route-events.js';
export { AdmitAddress, type Caller } from './application/admit-address.js';
export {
  ClaimQuarantinedNumber,
  type ClaimQuarantinedNumberInput,
  type ClaimQuarantinedNumberOutcome,
  type WabaToClaim,
} from './application/claim-quarantined-number.js';
export { ListInboxEvents } from './application/list-inbox-events.js';
export { ListQuarantinedEvents } from './application/list-quarantined-events.js';
export {
  REPLAY_LIMIT,
  ReplayInboxEvents,
  type ReplayInboxEventsOutcome,
  type ReplaySelection,
} from './application/replay-inbox-events.js';
export type { QuarantineReplay } from './application/replay-quarantined.js';
export { type VerificationRequest, VerifyWebhook } from './application/verify-webhook.js';
export {
  EVENT_CONTEXTS,
  EVENT_PLACES,
  type EventContext,
  type EventPlace,
  type HandledKind,
} from './domain/event-contexts.js';
export { dispatchInboxJob, inboxJobs } from './inbox.jobs.js';
export { InboxDispatchModule } from './inbox-dispatch.module.js';
export { InboxModule, IngestModule } from './inbox.module.js';
export { type IngestConfig, ingestConfigSchema } from './ingest.config.js';
export { InboxOperationsModule } from './inbox-operations.module.js';
export { QUARANTINE_REASONS, type QuarantineReason } from './persistence/delivery.repository.js';
export {
  INBOX_EVENT_STATES,
  type InboxEventFilter,
  type InboxEventState,
  type InboxEventView,
} from './persistence/inbox-list.repository.js';
export type {
  QuarantinedEventView,
  QuarantineFilter,
  QuarantineResolution,
} from './persistence/quarantine.repository.js';
