import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, Secret, SystemClock } from '#patchbay/kernel';
import { SampleTenant } from '../../apps/simulator/src/sample-tenant/sample-tenant.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { expectSuccess, graphql } from '../support/graphql-client.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';

const LIST = `{ endpoints { edges { node { id url status description } } } }`;

describe('the sample tenant at the real API', () => {
  let api: TestApp;
  let two: TwoTenants;

  beforeAll(async () => {
    api = await createTestApp();
    two = await twoTenants(api);
  });
  afterAll(() => api.close());

  /** One run: from its start to its end. Gives the URL that it registered. */
  async function run({ client }: TestTenant): Promise<string> {
    const tenant = await SampleTenant.open({
      config: {
        PATCHBAY_URL: api.url,
        TENANT_CLIENT_ID: client.clientId,
        TENANT_CLIENT_SECRET: new Secret(client.clientSecret),
        TENANT_MEDIA_HOST: '127.0.0.1',
      },
      clock: new SystemClock(),
      logger: createLogger({ name: 'sample-tenant', level: 'silent' }),
      host: '127.0.0.1',
      port: 0,
    });
    const url = `${tenant.url}/webhooks`;
    await tenant.register();
    await tenant.close();
    return url;
  }
  const endpoints = async ({ token }: TestTenant) =>
    expectSuccess(await graphql(api, token, LIST)).edges.map(
      ({ node }: { node: Record<string, unknown> }) => node,
    ) as Record<string, unknown>[];

  it('has one endpoint however often it starts, at the URL of its last run', async () => {
    const first = await run(two.acme);
    const [made] = await endpoints(two.acme);
    const other = await run(two.globex);
    const second = await run(two.acme);

    expect(second).not.toBe(first);
    expect(made).toMatchObject({ url: first, status: 'ENABLED' });
    expect(await endpoints(two.acme)).toEqual([{ ...made, url: second }]);
    expect(await endpoints(two.globex)).toMatchObject([{ url: other, status: 'ENABLED' }]);
  });
});
