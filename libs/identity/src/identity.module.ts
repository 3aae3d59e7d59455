import { type DynamicModule, Module } from '@nestjs/common';
import { CreateApiClient } from './application/create-api-client.js';
import { CreateStaffClient } from './application/create-staff-client.js';
import { ExchangeToken } from './application/exchange-token.js';
import { IssueToken } from './application/issue-token.js';
import { SignToken } from './application/sign-token.js';
import { SigningKeys } from './application/signing-keys.js';
import { VerifyToken } from './application/verify-token.js';
import { IDENTITY_CONFIG, type IdentityConfig } from './identity.config.js';
import { ClientDirectory } from './persistence/client-directory.js';

const USE_CASES = [
  SigningKeys,
  SignToken,
  VerifyToken,
  IssueToken,
  ExchangeToken,
  CreateApiClient,
  CreateStaffClient,
];

/** Who may sign in, and tokens. Import it once, in a process's root; it is global there. */
@Module({})
export class IdentityModule {
  static forRoot(config: IdentityConfig): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      providers: [{ provide: IDENTITY_CONFIG, useValue: config }, ClientDirectory, ...USE_CASES],
      exports: [IDENTITY_CONFIG, ...USE_CASES],
    };
  }
}
