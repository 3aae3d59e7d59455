import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const CREATE = `mutation ($input: CreateApiClientInput!) {
  createApiClient(input: $input) {
    __typename
    ... on CreateApiClientSuccess { clientSecret apiClient { id name roles createdAt } }
    ... on MutationError { code message }
    ... on ApiClientNameTaken { existing { id name } }
  }
}`;

describe('createApiClient', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  const create = (input: object, token = two.acme.token) => graphql(api, token, CREATE, { input });

  async function signIn(client_id: string, client_secret: string): Promise<string> {
    const { body } = await request(api.url)
      .post('/oauth/token')
      .send({ grant_type: 'client_credentials', client_id, client_secret })
      .expect(200);
    return body.access_token as string;
  }

  it('makes a client that can sign in, in its tenant, with the roles given', async () => {
    const { apiClient, clientSecret } = expectSuccess(
      await create({ name: 'pbx', roles: ['TENANT_APP', 'TENANT_APP'] }),
      'CreateApiClientSuccess',
    );

    expect(apiClient).toEqual({
      id: expect.stringMatching(/^cli_[0-9a-z]{26}$/),
      name: 'pbx',
      roles: ['TENANT_APP'],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    const token = await signIn(apiClient.id, clientSecret);
    const viewer = await graphql(api, token, '{ viewer { roles tenant { id } } }');
    expect(expectSuccess(viewer)).toEqual({
      roles: ['TENANT_APP'],
      tenant: { id: two.acme.publicId },
    });
  });

  it('is for TENANT_ADMIN alone', async () => {
    const made = expectSuccess(await create({ name: 'app only', roles: ['TENANT_APP'] }));
    const token = await signIn(made.apiClient.id, made.clientSecret);

    expect(errorCode(await create({ name: 'x', roles: ['TENANT_ADMIN'] }, token))).toBe(
      'FORBIDDEN',
    );
  });

  it('refuses a name that the tenant has, and not one that another tenant has', async () => {
    const first = expectSuccess(await create({ name: 'dialler', roles: ['TENANT_APP'] }));

    expect(expectSuccess(await create({ name: 'dialler', roles: ['TENANT_APP'] }))).toEqual({
      __typename: 'ApiClientNameTaken',
      code: 'API_CLIENT_NAME_TAKEN',
      message: 'There is an API client named dialler: choose another name.',
      existing: { id: first.apiClient.id, name: 'dialler' },
    });
    const other = await create({ name: 'dialler', roles: ['TENANT_APP'] }, two.globex.token);
    expectSuccess(other, 'CreateApiClientSuccess');
  });

  it('gives the first answer again for the same idempotencyKey, the secret with it', async () => {
    const input = { name: 'retried', roles: ['TENANT_APP'], idempotencyKey: 'key-1' };
    const [first, second] = await Promise.all([create(input), create(input)]);
    const third = await create(input);

    expect(expectSuccess(second)).toEqual(expectSuccess(first, 'CreateApiClientSuccess'));
    expect(expectSuccess(third)).toEqual(expectSuccess(first));
    const rows = await ownerQuery(
      `select id from audit_event where tenant_id = $1 and subject_id = (select id::text
         from api_client where tenant_id = $1 and name = 'retried')`,
      [two.acme.tenantId],
    );
    expect(rows).toHaveLength(1);
  });

  it('keeps that secret sealed, and nowhere in clear', async () => {
    const { clientSecret } = expectSuccess(
      await create({ name: 'sealed', roles: ['TENANT_APP'], idempotencyKey: 'key-2' }),
    );
    const rows = await ownerQuery<{ text: string }>(
      `select outcome::text as text from idempotency_key where tenant_id = $1`,
      [two.acme.tenantId],
    );

    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).toContain('sealedSecret');
    expect(JSON.stringify(rows)).not.toContain(clientSecret);
    expect(JSON.stringify(api.logs)).not.toContain(clientSecret);
  });

  it('answers CONFLICT to the same idempotencyKey with another input', async () => {
    const input = { name: 'conflict', roles: ['TENANT_APP'], idempotencyKey: 'key-3' };
    await create(input);

    expect(errorCode(await create({ ...input, name: 'other' }))).toBe('CONFLICT');
  });

  it('keeps the idempotency keys of two tenants apart', async () => {
    const input = { name: 'same', roles: ['TENANT_APP'], idempotencyKey: 'key-4' };
    const acme = expectSuccess(await create(input));
    const globex = expectSuccess(await create(input, two.globex.token));

    expect(globex.apiClient.id).not.toBe(acme.apiClient.id);
  });

  it('names what is wrong with the input', async () => {
    const none = await create({ name: 'x', roles: [] });
    const unknown = await create({ name: 'x', roles: ['BSP_ADMIN'] });

    expect(none.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ field: 'roles', problem: expect.any(String) }],
    });
    expect(unknown.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ field: 'input.roles[0]', problem: expect.stringContaining('TenantRole') }],
    });
  });
});
