import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { decodeProtectedHeader } from 'jose';
import { ExtractJwt, Strategy } from 'passport-jwt';
import {
  IDENTITY_CONFIG,
  type IdentityConfig,
  type Principal,
  SigningKeys,
  TOKEN_ALGORITHM,
  VerifyToken,
} from '#patchbay/identity';

export const ACCESS_TOKEN = 'access-token';

/**
 * Reads the bearer token. VerifyToken decides, because passport-jwt judges expiry by the machine's
 * clock and ours may be a virtual one; passport-jwt then checks signature, algorithm, issuer and
 * audience once more with the key of that `kid`.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  readonly #verified: WeakMap<object, Principal>;

  constructor(
    verifyToken: VerifyToken,
    keys: SigningKeys,
    @Inject(IDENTITY_CONFIG) config: IdentityConfig,
  ) {
    const verified = new WeakMap<object, Principal>();
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: [TOKEN_ALGORITHM],
      issuer: config.ISSUER_URL,
      audience: config.TOKEN_AUDIENCE,
      ignoreExpiration: true,
      passReqToCallback: true,
      secretOrKeyProvider: (request: object, token: string, done) => {
        verifyToken.execute(token).then(
          (principal) => {
            verified.set(request, principal);
            const key = keys.publicKey(decodeProtectedHeader(token).kid);
            done(null, key?.export({ type: 'spki', format: 'pem' }));
          },
          (error: unknown) => {
            done(error);
          },
        );
      },
    });
    this.#verified = verified;
  }

  validate(request: object): Principal | false {
    return this.#verified.get(request) ?? false;
  }
}
