export { type Clock, SystemClock } from './clock/clock.js';
export { Slots } from './concurrency/slots.js';
export { Ticker, type TickerOptions } from './concurrency/ticker.js';
export { WaitingRoom, type WaitingRoomOptions } from './concurrency/waiting-room.js';
export { type ConfigOf, ConfigError, loadConfig, loadConfigOrExit } from './config/load-config.js';
export {
  CRASH_POINTS,
  type CrashPoint,
  type ProcessConfig,
  processConfigSchema,
} from './config/process-config.js';
export { Secret, secretSchema } from './config/secret.js';
export { equalsInConstantTime, hmacSha256, sha256Hex } from './crypto/digests.js';
export { Envelope, EnvelopeError, type KeyRing, type SealedFor } from './crypto/envelope.js';
export {
  type ByteRange,
  FileCipher,
  sealedSize,
  sealedStretch,
  type SealedStretch,
} from './crypto/file-cipher.js';
export { readSecrets, type Secrets, secretsConfigSchema } from './crypto/secrets-file.js';
export { type Cidr, isInCidrs, parseCidrs } from './egress/cidr.js';
export { EgressGuard, EgressRefused, type ResolvedTarget } from './egress/egress-guard.js';
export type { AddressLookup } from './egress/look-up-name.js';
export { AppError, assertUnreachable, badInput } from './errors/app-error.js';
export type { ErrorArgs, FieldProblem } from './errors/error-args.js';
export { ERROR_CATALOGUE, type ErrorCode } from './errors/error-catalogue.js';
export {
  metrics,
  PrivateListener,
  type PrivateListenerOptions,
  type PrivateReply,
  type PrivateRequest,
  type PrivateRoutes,
} from './http/private-listener.js';
export { decodeId, encodeId, ID_PREFIXES, type IdKind, tryDecodeId } from './ids/opaque-id.js';
export { isUuid, timeOfUuidv7, uuidv7, uuidv7Floor } from './ids/uuid.js';
export { armCrashPoint, crashPoint } from './life/crash-point.js';
export { InRounds } from './life/in-rounds.js';
export {
  exitOnSignals,
  exitOnUnhandledErrors,
  Shutdown,
  SHUTDOWN_LIMIT_MS,
} from './life/shutdown.js';
export { createLogger, type Logger, REDACTED_KEYS, scrub } from './logging/logger.js';
export { isCountry } from './places/country.js';
export {
  type Role,
  STAFF_ROLES,
  type StaffRole,
  TENANT_ROLES,
  type TenantRole,
} from './tenancy/roles.js';
export {
  type Actor,
  type StaffContext,
  systemTenantContext,
  tenantContext,
  type TenantContext,
} from './tenancy/tenant-context.js';
export { childTraceparent, newTraceparent, traceIdOf } from './trace/traceparent.js';
export {
  CLOCK,
  EGRESS_GUARD,
  ENVELOPE,
  KernelModule,
  type KernelParts,
  LOGGER,
  PROCESS_CONFIG,
  SECRETS,
} from './kernel.module.js';
