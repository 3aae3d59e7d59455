export {
  AcceptCall,
  type AcceptCallInput,
  type AcceptCallOutcome,
} from './application/accept-call.js';
export { CanCall } from './application/can-call.js';
export type { ConsumerInput } from './application/checked-consumer.js';
export {
  type LiftSuppressionOutcome,
  SuppressConsumer,
  type SuppressConsumerInput,
  type SuppressConsumerOutcome,
  type SuppressedConsumer,
} from './application/suppress-consumer.js';
export { CallPump } from './application/call-pump.js';
export { FetchCallMedia, type FetchMediaParts } from './application/fetch-call-media.js';
export { type CallMediaEvent, keepCallMedia } from './application/keep-call-media.js';
export { type CallMediaView, ReadCallMedia } from './application/read-call-media.js';
export { CallMediaFetchModule, CallMediaModule } from './call-media.module.js';
export type { CallMediaKind, CallMediaState } from './persistence/call-media.repository.js';
export type { CallView } from './application/call-view.js';
export { FoldConsumers } from './application/fold-consumers.js';
export { Consumers } from './application/consumers.js';
export { aliasesOf } from './persistence/consumer-links.repository.js';
export {
  type HangUpInput,
  RejectCall,
  type RejectCallOutcome,
  TerminateCall,
  type TerminateCallOutcome,
} from './application/hang-up.js';
export { factOfMetaEvent, type MetaFact } from './application/meta-event.js';
export {
  PreAcceptCall,
  type PreAcceptCallInput,
  type PreAcceptCallOutcome,
} from './application/pre-accept-call.js';
export { PlaceCall, type PlaceCallInput, type PlaceCallOutcome } from './application/place-call.js';
export { CancelCallExport } from './application/cancel-call-export.js';
export {
  ExportCalls,
  type ExportCallsInput,
  type ExportCallsOutcome,
} from './application/export-calls.js';
export {
  type CallExportPage,
  type CallExportView,
  ReadCallExports,
} from './application/read-call-exports.js';
export type { OpenedFile } from './application/opened-file.js';
export { type FileRetention, SetFileRetention } from './application/set-file-retention.js';
export { EraseCallFiles } from './application/erase-call-files.js';
export { type ExportSizes, WriteCallExports } from './application/write-call-exports.js';
export { CallExportModule, CallExportWriteModule } from './call-export.module.js';
export { CALL_EXPORT_FORMATS, type CallExportFormat } from './domain/call-export-format.js';
export type { FileLink } from './domain/file-link.js';
export type { CallExportState } from './domain/call-export-state.js';
export { ExportSupportBundle, type SupportBundle } from './application/export-support-bundle.js';
export {
  type CallPage,
  ListCalls,
  type ListCallsInput,
  LiveCalls,
  type PlatformLiveCallPage,
  PlatformLiveCalls,
  type PlatformLiveCallsInput,
} from './application/list-calls.js';
export { CallDetails, CallTimeline, FindCall } from './application/read-calls.js';
export { type NumberRouteView, ReadNumberRoutes } from './application/read-number-routes.js';
export type { CapturesInput } from './application/check-captures.js';
export type { NotRinging } from './application/ringing-call.js';
export { ReportMedia } from './application/report-media.js';
export {
  SetNumberRoute,
  type SetNumberRouteInput,
  type SetNumberRouteOutcome,
  type WantedPlan,
} from './application/set-number-route.js';
export { RescueCalls } from './application/rescue-calls.js';
export { SweepCalls } from './application/sweep-calls.js';
export { advanceCallJob, callsJobs } from './calls.jobs.js';
export { CallsModule, type CallsOptions } from './calls.module.js';
export { checkSdp } from './domain/webrtc-sdp.js';
export type {
  CheckedSdp,
  G711,
  SdpExpectation,
  SdpProblem,
  SdpProblemCode,
  SdpWarning,
  SdpWarningCode,
} from './domain/webrtc-sdp-note.js';
export { callIdInOpaque } from './domain/biz-opaque.js';
export {
  type DisconnectedBy,
  TERMINATION_CAUSES,
  type TerminationCause,
} from './domain/call-cause.js';
export { type CallDirection, FACT_KINDS, type FactKind } from './domain/call-fact.js';
export { type Weekday, WEEKDAYS } from './domain/call-hours.js';
export { TRANSITIONS } from './domain/call-lifecycle.js';
export { type CallState, END_STATES, OPEN_STATES } from './domain/call-state.js';
export { ROUTE_FALLBACKS, type RouteFallback } from './domain/route-plan.js';
export type { CallEvent, CallEventActor } from './persistence/call-log.repository.js';
export {
  type CallHead,
  claimDedupeKeys,
  type InboxEvent,
  insertInboxEvent,
  insertInboxEvents,
} from './persistence/call-inbox.repository.js';
export type { CallFilter, PlatformLiveCall } from './persistence/call-list.repository.js';
export type {
  CallControl,
  CallSignalling,
  KeptMetaError,
  MediaMode,
} from './persistence/call.repository.js';
export { type CallSdp, saveSdps } from './persistence/call-sdp.repository.js';
export {
  callIdsOf,
  type CallOfNumber,
  callsOfNumbers,
} from './persistence/call-work.repository.js';
export type { ConsumerIdentity } from './persistence/consumer.repository.js';
