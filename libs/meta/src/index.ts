export {
  type CallAction,
  callActionBody,
  type CallCapture,
  type CallCaptures,
  CAPTURE_LANGUAGES,
} from './graph/call-action.js';
export {
  createTemplate,
  type CreateTemplateOutcome,
  findTemplate,
  type GraphWaba,
  type KnownTemplate,
  type NewCallTemplate,
  type TemplateText,
} from './graph/create-template.js';
export {
  GraphClient,
  type GraphConfig,
  graphConfigSchema,
  type GraphNumber,
  type GraphOutcome,
  type GraphTrace,
  type GraphRequest,
  wacidFrom,
} from './graph/graph-client.js';
export { type MediaDownload, MediaDownloads } from './graph/media-downloads.js';
export { type MediaAddress, readMedia } from './graph/read-media.js';
export {
  type MetaCallPermission,
  type MetaPermissionLimit,
  type PermissionRead,
  readCallPermissions,
} from './graph/read-call-permissions.js';
export { type MetaError, metaErrorFrom } from './graph/meta-error.js';
export {
  META_ERROR_TABLE,
  META_ERROR_TABLE_AS_OF,
  type MetaErrorRow,
} from './graph/meta-error-table.js';
export { META_REFUSAL_CODES, type MetaRefusalCode } from './graph/meta-refusal-codes.js';
export { type MetaRefusal, metaRefusalOf } from './graph/meta-refusal.js';
export {
  type CallMessage,
  type CallMessageContent,
  sendMessage,
  type SendOutcome,
} from './graph/send-message.js';
export { type CallChange, type MetaConsumer, type MetaDirection } from './webhook/call-changes.js';
export { timedChanges, type WebhookChange } from './webhook/envelope.js';
export {
  type MetaCallingSettings,
  type MetaDetailOf,
  type MetaEvent,
  type MetaEventDetail,
  type MetaEventKind,
  type MetaMedia,
  type MetaMessageError,
  type MetaRestriction,
  type MetaSubject,
  type MetaViolation,
  type MetaWabaInfo,
} from './webhook/meta-event.js';
export { metaEvents, type MetaEvents } from './webhook/meta-events.js';
export { isSignedBy } from './webhook/signature.js';
