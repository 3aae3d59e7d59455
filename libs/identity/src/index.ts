export {
  CreateApiClient,
  type CreateApiClientInput,
  type CreateApiClientOutcome,
} from './application/create-api-client.js';
export {
  CreateStaffClient,
  type CreateStaffClientOutcome,
} from './application/create-staff-client.js';
export {
  ExchangeToken,
  type ExchangeTokenInput,
  type ExchangeTokenOutcome,
} from './application/exchange-token.js';
export {
  type ClientCredentials,
  IssueToken,
  type IssueTokenOutcome,
} from './application/issue-token.js';
export { type IssuedToken, SignToken } from './application/sign-token.js';
export { type PublicJwk, SigningKeys, TOKEN_ALGORITHM } from './application/signing-keys.js';
export { VerifyToken } from './application/verify-token.js';
export {
  actingStaff,
  type Principal,
  staffPrincipal,
  tenantPrincipal,
} from './domain/access-token.js';
export {
  ACCESS_TOKEN_SECONDS,
  IDENTITY_CONFIG,
  type IdentityConfig,
  identityConfigSchema,
  MAX_EXCHANGED_TOKEN_SECONDS,
} from './identity.config.js';
export { IdentityModule } from './identity.module.js';
export type { ApiClientView } from './persistence/api-client.repository.js';
export type { StaffClientView } from './persistence/staff-client.repository.js';
