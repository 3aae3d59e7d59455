export { type LogLine, openState, recordingLogger } from './open-state.js';
export { RedisProxy } from './redis-proxy.js';
