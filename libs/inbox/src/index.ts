export { type AddressConfig, addressConfigSchema } from './address.config.js';
export { AddressModule } from './address.module.js';
export {
  AcceptWebhook,
  type AcceptWebhookOutcome,
  type IncomingWebhook,
} from './application/accept-webhook.js';
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
export { type VerificationRequest, VerifyWebhook } from './application/verify-webhook.js';
export {
  EVENT_CONTEXTS,
  EVENT_PLACES,
  type EventContext,
  type EventPlace,
} from './domain/event-contexts.js';
export { dispatchInboxJob, inboxJobs } from './inbox.jobs.js';
export { InboxModule, IngestModule } from './inbox.module.js';
export { type IngestConfig, ingestConfigSchema } from './ingest.config.js';
