import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify } from 'jose';
import { AppError, type Clock, CLOCK } from '#patchbay/kernel';
import { type Principal, principalOf } from '../domain/access-token.js';
import { IDENTITY_CONFIG, type IdentityConfig } from '../identity.config.js';
import { TOKEN_TYPE } from './sign-token.js';
import { SigningKeys, TOKEN_ALGORITHM } from './signing-keys.js';

/**
 * Whom an access token speaks for. The key comes from our own keys by `kid` and from nowhere the
 * token names, the algorithm is fixed, and expiry is judged by Clock. Throws UNAUTHENTICATED.
 */
@Injectable()
export class VerifyToken {
  constructor(
    private readonly keys: SigningKeys,
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(token: string): Promise<Principal> {
    const principal = principalOf(await this.#verifiedClaims(token));
    if (principal === undefined) {
      throw new AppError('UNAUTHENTICATED', {}, { cause: new Error('the claims are not ours') });
    }
    return principal;
  }

  async #verifiedClaims(token: string): Promise<unknown> {
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = this.keys.publicKey(kid);
          if (key === undefined) throw new Error('no key of ours has this kid');
          return key;
        },
        {
          algorithms: [TOKEN_ALGORITHM],
          issuer: this.config.ISSUER_URL,
          audience: this.config.TOKEN_AUDIENCE,
          typ: TOKEN_TYPE,
          requiredClaims: ['sub', 'iat', 'exp'],
          currentDate: this.clock.now(),
        },
      );
      return payload;
    } catch (cause) {
      throw new AppError('UNAUTHENTICATED', {}, { cause });
    }
  }
}
