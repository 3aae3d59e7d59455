import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { AppError, encodeId } from '#patchbay/kernel';
import { FrozenClock } from '#patchbay/kernel/testing';
import { tenantPrincipal } from '../domain/access-token.js';
import { newTokenKey } from '../testing/index.js';
import { SignToken } from './sign-token.js';
import { SigningKeys } from './signing-keys.js';
import { VerifyToken } from './verify-token.js';

const CLIENT = '0199c000-0000-7000-8000-000000000001';
const TENANT = '0199c000-0000-7000-8000-000000000002';
const config = { ISSUER_URL: 'https://api.example.com', TOKEN_AUDIENCE: 'urn:patchbay:api' };
const principal = tenantPrincipal(TENANT, {
  kind: 'api_client',
  id: CLIENT,
  roles: ['TENANT_APP'],
});

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('VerifyToken', () => {
  const keys = new SigningKeys({ jwtKeys: [newTokenKey('a')], activeJwtKid: 'a' });
  let clock: FrozenClock;
  let verify: VerifyToken;

  beforeEach(() => {
    clock = new FrozenClock();
    verify = new VerifyToken(keys, config, clock);
  });

  async function codeOf(token: string): Promise<string> {
    const error = await verify.execute(token).catch((thrown: unknown) => thrown);
    return error instanceof AppError ? error.code : 'accepted';
  }

  /** A token that differs from a good one in what is given. */
  async function forged(
    header: object,
    claims: object,
    key: Parameters<SignJWT['sign']>[0] = keys.activeKey,
  ): Promise<string> {
    const now = Math.floor(clock.nowMs() / 1000);
    const good = {
      sub: encodeId('apiClient', CLIENT),
      tenant: encodeId('tenant', TENANT),
      roles: ['TENANT_APP'],
      iss: config.ISSUER_URL,
      aud: config.TOKEN_AUDIENCE,
      iat: now,
      exp: now + 900,
    };
    return new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'a', typ: 'at+jwt', ...header })
      .sign(key);
  }

  it('gives the principal of a token of ours', async () => {
    const { accessToken } = await new SignToken(keys, config, clock).execute(principal, 900);

    expect(await verify.execute(accessToken.reveal())).toEqual(principal);
  });

  it('ends a token by the Clock it was given', async () => {
    const { accessToken } = await new SignToken(keys, config, clock).execute(principal, 900);

    clock.advance(899_000);
    expect(await codeOf(accessToken.reveal())).toBe('accepted');
    clock.advance(1000);
    expect(await codeOf(accessToken.reveal())).toBe('UNAUTHENTICATED');
  });

  it('accepts the forger’s good token, so the refusals below are for their one difference', async () => {
    expect(await codeOf(await forged({}, {}))).toBe('accepted');
  });

  it.each([
    ['another audience', {}, { aud: 'urn:other:api' }],
    ['another issuer', {}, { iss: 'https://evil.example.com' }],
    ['a kid that is not ours', { kid: 'b' }, {}],
    ['no kid', { kid: undefined }, {}],
    ['another token type', { typ: 'JWT' }, {}],
    ['no expiry', {}, { exp: undefined }],
    ['claims that are not ours', {}, { roles: ['BSP_ADMIN'] }],
  ])('refuses a token with %s', async (_, header, claims) => {
    expect(await codeOf(await forged(header, claims))).toBe('UNAUTHENTICATED');
  });

  it('refuses a stranger’s key under our kid', async () => {
    const stranger = new SigningKeys({ jwtKeys: [newTokenKey('a')], activeJwtKid: 'a' });

    expect(await codeOf(await forged({}, {}, stranger.activeKey))).toBe('UNAUTHENTICATED');
  });

  it('refuses a key that the token brings itself', async () => {
    const stranger = new SigningKeys({ jwtKeys: [newTokenKey('x')], activeJwtKid: 'x' });
    const [jwk] = stranger.jwks().keys;

    expect(await codeOf(await forged({ kid: 'x', jwk }, {}, stranger.activeKey))).toBe(
      'UNAUTHENTICATED',
    );
  });

  it('refuses alg none', async () => {
    const [, claims] = (await forged({}, {})).split('.');
    const header = part({ alg: 'none', kid: 'a', typ: 'at+jwt' });

    expect(await codeOf(`${header}.${claims ?? ''}.`)).toBe('UNAUTHENTICATED');
  });

  it('refuses HS256 with our public key as the secret', async () => {
    const [, claims] = (await forged({}, {})).split('.');
    const pem = keys.publicKey('a')?.export({ type: 'spki', format: 'pem' }) ?? '';
    const signed = `${part({ alg: 'HS256', kid: 'a', typ: 'at+jwt' })}.${claims ?? ''}`;
    const mac = createHmac('sha256', pem).update(signed).digest('base64url');

    expect(await codeOf(`${signed}.${mac}`)).toBe('UNAUTHENTICATED');
  });

  it.each(['', 'x', 'a.b.c', '....'])('refuses %j, which is no token', async (text) => {
    expect(await codeOf(text)).toBe('UNAUTHENTICATED');
  });
});
