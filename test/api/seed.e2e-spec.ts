import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import request from 'supertest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { expectSuccess, graphql } from '../support/graphql-client.js';
import { cloneDatabase, type TestDatabase } from '../support/test-services.js';

interface Login {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly roles: readonly string[];
}
interface Seeded {
  readonly tenants: readonly {
    readonly key: string;
    readonly tenantId: string;
    readonly name: string;
    readonly clients: readonly Login[];
  }[];
  readonly staff: Login;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const TABLES = ['tenant', 'api_client', 'staff_client', 'meta_app', 'waba', 'phone_number'].concat(
  'number_directory',
  'app_binding',
  'rate_card_line',
  'tenant_price',
);

describe('the seed', () => {
  let database: TestDatabase;
  let first: Seeded;

  async function seed(): Promise<Seeded> {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.join(ROOT, 'dist/apps/worker/src/cli/seed.js')],
      {
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          DATABASE_URL: database.appUrl,
          SEED_FILE: path.join(ROOT, 'seed/two-tenants.json'),
        },
      },
    );
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Seeded;
  }

  async function counts(): Promise<Record<string, number>> {
    const client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    try {
      const found: Record<string, number> = {};
      for (const table of TABLES) {
        const { rows } = await client.query<{ n: number }>(
          `select count(*)::int as n from ${table}`,
        );
        found[table] = rows[0]!.n;
      }
      return found;
    } finally {
      await client.end();
    }
  }

  beforeAll(async () => {
    database = await cloneDatabase();
    first = await seed();
  });
  afterAll(() => database.drop());

  it('makes two tenants with their WABAs, numbers, rates and logins', async () => {
    expect(first.tenants.map(({ key, name }) => ({ key, name }))).toEqual([
      { key: 'acme', name: 'Acme Telecare' },
      { key: 'globex', name: 'Globex Logistics' },
    ]);
    expect(await counts()).toEqual({
      tenant: 2,
      api_client: 2,
      staff_client: 1,
      meta_app: 2,
      waba: 3,
      phone_number: 4,
      number_directory: 4,
      app_binding: 4,
      rate_card_line: 1,
      tenant_price: 2,
    });
  });

  it('comes to the same rows again, and does not show a secret twice', async () => {
    const before = await counts();
    const second = await seed();

    const logins = ({ tenants, staff }: Seeded) => [...tenants.flatMap((t) => t.clients), staff];
    expect(logins(first).every((login) => login.clientSecret?.startsWith('pbs_'))).toBe(true);
    expect(logins(second).some((login) => 'clientSecret' in login)).toBe(false);
    expect(logins(second).map((l) => l.clientId)).toEqual(logins(first).map((l) => l.clientId));
    expect(second.tenants.map((t) => t.tenantId)).toEqual(first.tenants.map((t) => t.tenantId));
    expect(await counts()).toEqual(before);
  });

  it('gives logins that work', async () => {
    const api: TestApp = await createTestApp({ DATABASE_URL: database.appUrl });
    try {
      for (const { tenantId, clients } of first.tenants) {
        const [login] = clients;
        const { body } = await request(api.url)
          .post('/oauth/token')
          .send({
            grant_type: 'client_credentials',
            client_id: login!.clientId,
            client_secret: login!.clientSecret,
          })
          .expect(200);
        const viewer = await graphql(api, body.access_token, '{ viewer { roles tenant { id } } }');
        expect(expectSuccess(viewer)).toEqual({ roles: login!.roles, tenant: { id: tenantId } });
      }
    } finally {
      await api.close();
    }
  });
});
