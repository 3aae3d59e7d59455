import { Controller, Get, Header } from '@nestjs/common';
import { type PublicJwk, SigningKeys } from '#patchbay/identity';

/** Publishes the public keys of our tokens (RFC 7517). */
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  jwks(): { keys: readonly PublicJwk[] } {
    return this.keys.jwks();
  }
}
