import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import request from 'supertest';
import { encodeId } from '#patchbay/kernel';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const ABSENT = '0199c000-0000-7000-8000-00000000dead';

describe('POST /oauth/token with client credentials', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  const post = () => request(api.url).post('/oauth/token');
  const credentialsOf = ({ clientId, clientSecret }: TwoTenants['acme']['client']) => ({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });

  it('gives a token of 15 minutes for a form, JSON or a Basic header', async () => {
    const credentials = credentialsOf(two.acme.client);
    const { client_id, client_secret, ...grant } = credentials;
    const answers = [
      await post().type('form').send(credentials),
      await post().send(credentials),
      await post().auth(client_id, client_secret).type('form').send(grant),
    ];

    for (const { status, body, headers } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 900,
      });
      expect(headers['cache-control']).toBe('no-store');
      const viewer = await graphql(api, body.access_token, '{ viewer { id tenant { id } } }');
      expect(expectSuccess(viewer)).toEqual({ id: client_id, tenant: { id: two.acme.publicId } });
    }
  });

  it('signs with a key of the JWKS, which has no private part', async () => {
    const { body: jwks, headers } = await request(api.url).get('/.well-known/jwks.json');
    const { body } = await post().send(credentialsOf(two.acme.client));

    expect(headers['cache-control']).toBe('public, max-age=300');
    for (const key of jwks.keys) expect(key).not.toHaveProperty('d');
    const { payload, protectedHeader } = await jwtVerify(
      body.access_token,
      createLocalJWKSet(jwks),
      { audience: 'urn:patchbay:api' },
    );
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: api.secrets.activeJwtKid });
    expect(payload).toMatchObject({
      sub: two.acme.client.clientId,
      tenant: two.acme.publicId,
      roles: ['TENANT_ADMIN', 'TENANT_APP'],
    });
    expect(payload).not.toHaveProperty('act');
  });

  it('gives staff a token without a tenant', async () => {
    const { body } = await post().send(credentialsOf(two.staff.client));

    const claims = decodeJwt(body.access_token);
    expect(claims).toMatchObject({ sub: two.staff.client.clientId, roles: ['BSP_ADMIN'] });
    expect(claims).not.toHaveProperty('tenant');
  });

  it('answers a wrong secret, an unknown client and another client’s secret alike', async () => {
    const good = credentialsOf(two.acme.client);
    const answers = [
      await post().send({ ...good, client_secret: `${good.client_secret}x` }),
      await post().send({ ...good, client_id: encodeId('apiClient', ABSENT) }),
      await post().send({ ...good, client_id: 'admin' }),
      await post().send({ ...good, client_id: two.globex.client.clientId }),
      await post().send({ ...good, client_id: two.staff.client.clientId }),
    ];

    for (const { status, body, headers } of answers) {
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toBe('Basic');
      expect(body).toEqual({
        error: 'invalid_client',
        error_description: 'client id and secret do not match',
      });
    }
  });

  it('gives nothing to a client that is revoked, or whose tenant is suspended', async () => {
    const { acme, globex, staff } = await twoTenants(api);
    await ownerQuery(`update api_client set revoked_at = now() where id = $1`, [acme.client.id]);
    await ownerQuery(`update tenant set status = 'SUSPENDED' where id = $1`, [globex.tenantId]);
    await ownerQuery(`update staff_client set revoked_at = now() where id = $1`, [staff.client.id]);

    for (const { client } of [acme, globex, staff]) {
      const { status, body } = await post().send(credentialsOf(client));
      expect({ status, error: body.error }).toEqual({ status: 401, error: 'invalid_client' });
    }
  });

  it('says what is wrong with a malformed request', async () => {
    const nothing = await post().send({});
    const password = await post().send({ grant_type: 'password', username: 'a', password: 'b' });
    const twice = await post().type('form').send('grant_type=a&grant_type=b');

    expect(nothing.status).toBe(400);
    expect(nothing.body.error).toBe('invalid_request');
    expect(password.status).toBe(400);
    expect(password.body.error).toBe('unsupported_grant_type');
    expect(twice.body.error).toBe('invalid_request');
  });

  it('keeps hashes, and neither database nor logs know a secret', async () => {
    const { clientSecret, id } = two.acme.client;
    await post().send({ ...credentialsOf(two.acme.client), client_id: 'cli_wrong' });
    const [row] = await ownerQuery<{ secret_hash: string }>(
      `select secret_hash from api_client where id = $1`,
      [id],
    );

    expect(clientSecret).toMatch(/^pbs_[\w-]{43}$/);
    expect(row?.secret_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(api.logs)).not.toContain(clientSecret);
  });
});
