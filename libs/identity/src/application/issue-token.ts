import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { type Secret, systemTenantContext, tryDecodeId } from '#patchbay/kernel';
import { tenantOf } from '#patchbay/tenants';
import { staffPrincipal, tenantPrincipal } from '../domain/access-token.js';
import { matchesSecretHash } from '../domain/client-secret.js';
import { ACCESS_TOKEN_SECONDS } from '../identity.config.js';
import {
  type ApiClientCredential,
  findApiClientCredential,
} from '../persistence/api-client.repository.js';
import { ClientDirectory } from '../persistence/client-directory.js';
import { type IssuedToken, SignToken } from './sign-token.js';

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

export type IssueTokenOutcome =
  ({ readonly kind: 'issued' } & IssuedToken) | { readonly kind: 'invalid_client' };

/** The id of nobody: an unknown client is looked up as this one, all the way. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Gives a short access token for a client id and its secret (RFC 6749 §4.4). A client that is
 * unknown, revoked, of a tenant that is not active, or names a wrong secret takes the same steps and
 * gets the same answer.
 */
@Injectable()
export class IssueToken {
  constructor(
    private readonly directory: ClientDirectory,
    private readonly database: TenantDatabase,
    private readonly signToken: SignToken,
  ) {}

  async execute({ clientId, clientSecret }: ClientCredentials): Promise<IssueTokenOutcome> {
    const id = tryDecodeId('apiClient', clientId) ?? NOBODY;
    const { tenantId = NOBODY, staff } = await this.directory.find(id);
    const credential = await this.#credentialInTenant(tenantId, id);

    const known = staff ?? credential;
    const isRight = matchesSecretHash(clientSecret.reveal(), known?.secretHash);
    if (!isRight || known === undefined) return { kind: 'invalid_client' };

    const { roles } = known;
    const principal =
      staff === undefined
        ? tenantPrincipal(tenantId, { kind: 'api_client', id, roles })
        : staffPrincipal({ kind: 'staff_client', id, roles });
    return { kind: 'issued', ...(await this.signToken.execute(principal, ACCESS_TOKEN_SECONDS)) };
  }

  #credentialInTenant(tenantId: string, id: string): Promise<ApiClientCredential | undefined> {
    return this.database.run(systemTenantContext(tenantId, 'identity'), async (tx) => {
      const tenant = await tenantOf(tx);
      const credential = await findApiClientCredential(tx, id);
      return tenant?.status === 'ACTIVE' ? credential : undefined;
    });
  }
}
