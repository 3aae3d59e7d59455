export { LuaScript } from './connection/lua-script.js';
export { StateConnection, type StateConnectionOptions } from './connection/state-connection.js';
export { StateUnavailable } from './connection/state-unavailable.js';
export { RedisLink, type RedisLinkOptions } from './connection/redis-link.js';
export { LEASE_TTL_MS, type LeaseOutcome, type LeasePool, Leases } from './leases/leases.js';
export {
  type MessageHandler,
  PubSub,
  type PubSubOptions,
  type Unsubscribe,
} from './pubsub/pub-sub.js';
export { MarkerKey, type MarkerKeyOptions, type MarkerState } from './registry/marker-key.js';
export {
  type Announcement,
  type NodeKind,
  type NodeRecord,
  NodeRegistry,
} from './registry/node-registry.js';
export { type StateConfig, stateConfigSchema } from './state.config.js';
export { tenantKey } from './tenant-key.js';
