export { type CallAction, callActionBody } from './graph/call-action.js';
export {
  GraphClient,
  type GraphConfig,
  graphConfigSchema,
  type GraphNumber,
  type GraphOutcome,
  wacidFrom,
} from './graph/graph-client.js';
export { type MetaError, metaErrorFrom } from './graph/meta-error.js';
export {
  type CallChange,
  callChanges,
  type CallsValue,
  dedupeKeyOf,
  type MetaConsumer,
  type MetaDirection,
} from './webhook/call-changes.js';
export { webhookChanges, type WebhookChange } from './webhook/envelope.js';
export { isSignedBy } from './webhook/signature.js';
