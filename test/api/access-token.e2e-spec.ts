import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import { SigningKeys } from '#patchbay/identity';
import { newTokenKey } from '#patchbay/identity/testing';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, graphql } from '../support/graphql-client.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const VIEWER = '{ viewer { id } }';

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('the access token of a GraphQL request', () => {
  let api: TestApp;
  let two: TwoTenants;
  let keys: SigningKeys;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
    keys = api.app.get(SigningKeys);
  });
  afterEach(() => {
    api.clock.setOffset(0);
  });
  afterAll(() => api.close());

  const codeFor = async (token: string | undefined) => errorCode(await graphql(api, token, VIEWER));

  function resigned(header: object, claims: object = {}, key = keys.activeKey): Promise<string> {
    return new SignJWT({ ...decodeJwt(two.acme.token), ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: keys.activeKid, typ: 'at+jwt', ...header })
      .sign(key);
  }

  it('is accepted when signed by us, so each refusal below is for its one difference', async () => {
    expect((await graphql(api, await resigned({}), VIEWER)).errors).toBeUndefined();
  });

  it('is needed', async () => {
    const answer = await graphql(api, undefined, VIEWER);

    expect(answer.data).toBeNull();
    expect(answer.errors).toEqual([
      {
        message: 'Sign in: send a valid access token from /oauth/token.',
        locations: expect.anything(),
        path: ['viewer'],
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ]);
  });

  it('ends after 15 minutes of the virtual clock', async () => {
    api.clock.setOffset(14 * 60_000);
    expect((await graphql(api, two.acme.token, VIEWER)).errors).toBeUndefined();

    api.clock.setOffset(16 * 60_000);
    expect(await codeFor(two.acme.token)).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['a kid that is not ours', { kid: 'stranger' }, {}],
    ['another type', { typ: 'JWT' }, {}],
    ['another audience', {}, { aud: 'urn:other:api' }],
    ['another issuer', {}, { iss: 'https://evil.example.com' }],
    ['roles of staff inside a tenant', {}, { roles: ['BSP_ADMIN'] }],
  ])('is refused with %s', async (_, header, claims) => {
    expect(await codeFor(await resigned(header, claims))).toBe('UNAUTHENTICATED');
  });

  it('is refused with a stranger’s signature under our kid', async () => {
    const stranger = new SigningKeys({ jwtKeys: [newTokenKey('x')], activeJwtKid: 'x' });

    expect(await codeFor(await resigned({}, {}, stranger.activeKey))).toBe('UNAUTHENTICATED');
  });

  it('is refused without a signature, and with an HMAC keyed by our public key', async () => {
    const claims = two.acme.token.split('.')[1] ?? '';
    const none = `${part({ alg: 'none', kid: keys.activeKid, typ: 'at+jwt' })}.${claims}.`;
    const pem = keys.publicKey(keys.activeKid)!.export({ type: 'spki', format: 'pem' });
    const signed = `${part({ alg: 'HS256', kid: keys.activeKid, typ: 'at+jwt' })}.${claims}`;
    const mac = createHmac('sha256', pem).update(signed).digest('base64url');

    expect(await codeFor(none)).toBe('UNAUTHENTICATED');
    expect(await codeFor(`${signed}.${mac}`)).toBe('UNAUTHENTICATED');
  });

  it('is refused when a byte of it was changed', async () => {
    const [header, claims, signature = ''] = two.acme.token.split('.');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;

    expect(await codeFor(`${header}.${claims}.${flipped}`)).toBe('UNAUTHENTICATED');
    expect(await codeFor('nonsense')).toBe('UNAUTHENTICATED');
  });
});
