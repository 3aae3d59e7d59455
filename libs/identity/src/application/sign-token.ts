import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { type Clock, CLOCK, Secret } from '#patchbay/kernel';
import { claimsOf, type Principal } from '../domain/access-token.js';
import { IDENTITY_CONFIG, type IdentityConfig } from '../identity.config.js';
import { SigningKeys, TOKEN_ALGORITHM } from './signing-keys.js';

export interface IssuedToken {
  readonly accessToken: Secret;
  readonly expiresInSeconds: number;
}

/** The header type of our tokens, so that no other JWT of ours can pass for one. RFC 9068 §2.1. */
export const TOKEN_TYPE = 'at+jwt';

/** Signs access tokens with the active key. Whoever calls it has proved who the token is for. */
@Injectable()
export class SignToken {
  constructor(
    private readonly keys: SigningKeys,
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(principal: Principal, expiresInSeconds: number): Promise<IssuedToken> {
    const issuedAt = Math.floor(this.clock.nowMs() / 1000);
    const jwt = await new SignJWT({
      ...claimsOf(principal),
      iss: this.config.ISSUER_URL,
      aud: this.config.TOKEN_AUDIENCE,
      iat: issuedAt,
      exp: issuedAt + expiresInSeconds,
      jti: randomUUID(),
    })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid: this.keys.activeKid, typ: TOKEN_TYPE })
      .sign(this.keys.activeKey);
    return { accessToken: new Secret(jwt), expiresInSeconds };
  }
}
