import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Secrets, SECRETS } from '#patchbay/kernel';

/** The one algorithm of our tokens. RFC 7518 §3.4. */
export const TOKEN_ALGORITHM = 'ES256';

/** A public key as the JWKS publishes it (RFC 7517 §4). */
export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
}

function publicJwkOf(kid: string, key: KeyObject): PublicJwk {
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) {
    throw new Error(`the token key ${kid} is not a P-256 key: make a new ES256 key`);
  }
  return { kty, crv, x, y, kid, alg: TOKEN_ALGORITHM, use: 'sig' };
}

/**
 * The installation's token keys by `kid`: one signs, all verify, so that a key can be retired while
 * its last tokens run out. Refuses to start with a key of another algorithm.
 */
@Injectable()
export class SigningKeys {
  readonly #publicKeys = new Map<string, KeyObject>();
  readonly #jwks: PublicJwk[] = [];
  readonly activeKid: string;
  readonly activeKey: KeyObject;

  constructor(@Inject(SECRETS) secrets: Pick<Secrets, 'jwtKeys' | 'activeJwtKid'>) {
    for (const jwk of secrets.jwtKeys) {
      if (jwk.alg !== TOKEN_ALGORITHM) {
        throw new Error(`the token key ${jwk.kid} is for ${jwk.alg}: only ES256 is used`);
      }
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      this.#publicKeys.set(jwk.kid, key);
      this.#jwks.push(publicJwkOf(jwk.kid, key));
    }
    const active = secrets.jwtKeys.find((jwk) => jwk.kid === secrets.activeJwtKid);
    if (active === undefined || !('d' in active)) {
      throw new Error(`there is no private token key ${secrets.activeJwtKid} to sign with`);
    }
    this.activeKid = active.kid;
    this.activeKey = createPrivateKey({ key: active, format: 'jwk' });
  }

  /** The key that verifies tokens of this `kid`; undefined for a key that is not ours. */
  publicKey(kid: string | undefined): KeyObject | undefined {
    return kid === undefined ? undefined : this.#publicKeys.get(kid);
  }

  /** The public halves, for /.well-known/jwks.json. */
  jwks(): { readonly keys: readonly PublicJwk[] } {
    return { keys: this.#jwks };
  }
}
