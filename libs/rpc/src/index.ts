export { ControlClient, EVENTS_PATH, NODE_CONTACT_PATH } from './control-client.js';
export { type HeldAnswer, MAX_CALLS_ASKED } from './held-sessions.js';
export { MEDIA_COMMANDS_PATH, MediaClient } from './media-client.js';
export {
  type MediaCommand,
  type MediaCommandKind,
  type MediaCommandOf,
  mediaCommandSchema,
  type MediaResult,
  mediaResultSchemas,
} from './media-commands.js';
export {
  type LegName,
  legSchema,
  MAX_EVENTS_PER_BATCH,
  type MediaEvent,
  type MediaEventBatch,
  mediaEventBatchSchema,
  type MediaEventKind,
  mediaEventSchema,
  type SessionStats,
  sessionStatsSchema,
} from './media-events.js';
export {
  type HeldSession,
  heldSessionSchema,
  type NodeContact,
  type NodeContactReply,
  nodeContactReplySchema,
  nodeContactSchema,
} from './node-contact.js';
export { RpcClient, type RpcClientOptions, type RpcRequest } from './rpc-client.js';
export {
  type Executed,
  isRefusalCode,
  Refusal,
  type RefusalCode,
  REFUSALS,
  RpcError,
  type RpcErrorCode,
} from './rpc-error.js';
export {
  type CommandReply,
  heldSessionRoutes,
  mediaCommandRoutes,
  mediaReportRoutes,
  type MediaReports,
} from './serve.js';
