import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const CREATE = `mutation ($input: CreateTenantInput!) {
  createTenant(input: $input) {
    __typename
    ... on CreateTenantSuccess { tenant { id key name status } }
    ... on MutationError { code message }
    ... on TenantKeyTaken { key }
  }
}`;

describe('createTenant', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  const newKey = () => `t-${randomBytes(6).toString('hex')}`;
  const create = (input: object, token = two.staff.token) => graphql(api, token, CREATE, { input });
  const auditsOf = (action: string) =>
    ownerQuery(`select subject_id from platform_audit_event where actor_id = $1 and action = $2`, [
      two.staff.client.id,
      action,
    ]);

  it('takes a tenant on, with an audit row', async () => {
    const before = (await auditsOf('tenants.create_tenant')).length;
    const key = newKey();

    expect(expectSuccess(await create({ key, name: 'New' }), 'CreateTenantSuccess').tenant).toEqual(
      {
        id: expect.stringMatching(/^ten_[0-9a-z]{26}$/),
        key,
        name: 'New',
        status: 'ACTIVE',
      },
    );
    expect(await auditsOf('tenants.create_tenant')).toHaveLength(before + 1);
  });

  it('refuses a key that is taken, and leaves no audit row of what was not done', async () => {
    const before = (await auditsOf('tenants.create_tenant')).length;

    expect(expectSuccess(await create({ key: two.acme.key, name: 'Other' }))).toEqual({
      __typename: 'TenantKeyTaken',
      code: 'TENANT_KEY_TAKEN',
      message: `Another tenant has the key ${two.acme.key}: choose another one.`,
      key: two.acme.key,
    });
    expect(await auditsOf('tenants.create_tenant')).toHaveLength(before);
  });

  it('gives the first answer again for the same idempotencyKey, also to two at once', async () => {
    const input = { key: newKey(), name: 'Once', idempotencyKey: newKey() };
    const answers = await Promise.all([create(input), create(input)]);
    answers.push(await create(input));

    const ids = answers.map((a) => expectSuccess(a, 'CreateTenantSuccess').tenant.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('answers CONFLICT to the same idempotencyKey with another input', async () => {
    const input = { key: newKey(), name: 'Once', idempotencyKey: newKey() };
    await create(input);

    expect(errorCode(await create({ ...input, name: 'Twice' }))).toBe('CONFLICT');
    expect(errorCode(await create({ ...input, key: newKey() }))).toBe('CONFLICT');
  });

  it('is for BSP_ADMIN alone', async () => {
    expect(errorCode(await create({ key: newKey(), name: 'X' }, two.acme.token))).toBe('FORBIDDEN');
  });

  it('names every field that is wrong', async () => {
    const answer = await create({ key: 'x', name: '' });

    expect(answer.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [
        { field: 'key', problem: expect.any(String) },
        { field: 'name', problem: expect.any(String) },
      ],
    });
    expect(errorCode(await create({ key: 'Not A Key', name: 'X' }))).toBe('BAD_USER_INPUT');
  });
});
