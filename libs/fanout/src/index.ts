export { AttemptDelivery, type AttemptDeliveryParts } from './application/attempt-delivery.js';
export {
  CreateEndpoint,
  type CreateEndpointInput,
  type CreateEndpointOutcome,
} from './application/create-endpoint.js';
export { ClaimLane, type ClaimLaneParts, type Lane } from './application/claim-lane.js';
export { DeliverDue, type DeliverDueParts } from './application/deliver-due.js';
export {
  DELIVERY_DOORBELL,
  type DeliveryDoorbell,
  type DeliveryRing,
} from './application/delivery-doorbell.port.js';
export { EndpointHealth } from './application/endpoint-health.js';
export { MeasureDeliveries } from './application/measure-deliveries.js';
export { SendEndpointEmails } from './application/send-endpoint-emails.js';
export { DeleteEndpoint } from './application/delete-endpoint.js';
export { EnableEndpoint, type EnableEndpointOutcome } from './application/enable-endpoint.js';
export { FindEndpoint } from './application/find-endpoint.js';
export { ListEventTypes } from './application/list-event-types.js';
export {
  RotateEndpointSecret,
  type RotateEndpointSecretInput,
  type RotateEndpointSecretOutcome,
} from './application/rotate-endpoint-secret.js';
export {
  TestEndpoint,
  type TestEndpointInput,
  type TestEndpointOutcome,
} from './application/test-endpoint.js';
export {
  UpdateEndpoint,
  type UpdateEndpointInput,
  type UpdateEndpointOutcome,
} from './application/update-endpoint.js';
export type { CustomHeader, HeaderHint } from './domain/endpoint-headers.js';
export type { EndpointFormat, EndpointSettings } from './domain/endpoint-settings.js';
export type { FollowedEvent } from './application/read-followed.js';
export {
  FollowEvents,
  type FollowEventsParts,
  type FollowFilter,
  type FollowInput,
} from './application/follow-events.js';
export { FollowEventsModule } from './follow-events.module.js';
export { FindDueEndpoints } from './application/find-due-endpoints.js';
export {
  type EndpointPage,
  ListEndpoints,
  type ListEndpointsInput,
} from './application/list-endpoints.js';
export {
  type AttemptPage,
  ListAttempts,
  type ListAttemptsInput,
} from './application/list-attempts.js';
export {
  ListMessages,
  type ListMessagesInput,
  type MessageFilterInput,
  type MessagePage,
  type MessageView,
} from './application/list-messages.js';
export {
  RecoverEndpoint,
  type RecoverEndpointInput,
  type RecoverEndpointOutcome,
} from './application/recover-endpoint.js';
export {
  ReplayMessage,
  type ReplayMessageInput,
  type ReplayMessageOutcome,
} from './application/replay-message.js';
export {
  MAX_REPLAYED,
  ReplayMessages,
  type ReplayMessagesInput,
  type ReplayMessagesOutcome,
} from './application/replay-messages.js';
export { type NewMessage, recordMessage } from './application/record-message.js';
export {
  CALL_READER,
  type CalledConsumer,
  type CallParts,
  type CallReader,
  type WantedCall,
} from './application/call-reader.port.js';
export { WebhookSender } from './application/webhook-sender.js';
export { ResultWriter, type ResultWriterParts } from './application/write-results.js';
export {
  EVENT_TYPE_NAMES,
  EVENT_TYPES,
  type EventType,
  type EventTypeFacts,
  eventTypeFacts,
  isEventType,
} from './domain/event-types.js';
export { API_VERSION, API_VERSIONS, type SdpKind } from './domain/message-body.js';
export { FANOUT_CONFIG, type FanoutConfig, fanoutConfigSchema } from './fanout.config.js';
export { deliverJob, deliverLiveJob, fanoutJobs } from './fanout.jobs.js';
export { FanoutModule } from './fanout.module.js';
export type { AttemptOutcome, AttemptReason, AttemptTarget } from './domain/attempt-outcome.js';
export type { DeadDelivery, Delivery, DeliveryStatus } from './domain/delivery-status.js';
export type { AttemptView } from './persistence/attempt-list.repository.js';
export type { DueEndpoint } from './persistence/due-endpoints.js';
export type { EndpointView } from './application/endpoint-view.js';
export type { DisabledReason } from './persistence/endpoint.repository.js';
