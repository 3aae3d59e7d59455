import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { expectSuccess, graphql } from '../support/graphql-client.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const VIEWER = `{ viewer { id kind roles act { staffId reason } tenant { id key name status } } }`;

describe('viewer', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  it('is the API client of the token, in its own tenant', async () => {
    const answer = await graphql(api, two.acme.token, VIEWER);

    expect(expectSuccess(answer)).toEqual({
      id: two.acme.client.clientId,
      kind: 'API_CLIENT',
      roles: ['TENANT_ADMIN', 'TENANT_APP'],
      act: null,
      tenant: { id: two.acme.publicId, key: two.acme.key, name: 'Acme', status: 'ACTIVE' },
    });
  });

  it('is staff without a tenant when nothing was exchanged', async () => {
    expect(expectSuccess(await graphql(api, two.staff.token, VIEWER))).toEqual({
      id: two.staff.client.clientId,
      kind: 'STAFF',
      roles: ['BSP_ADMIN'],
      act: null,
      tenant: null,
    });
  });
});
