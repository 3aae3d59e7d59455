import path from 'node:path';
import { Failure } from './failure.mjs';
import { DIST } from './paths.mjs';
import { readJson, writePrivateJson } from './secrets.mjs';
import { SEED_FILE } from './stack-processes.mjs';

/**
 * Seeds the two tenants (again and again to the same effect) and gives everybody's logins. A secret is
 * told once, when its client is made, so it is kept in the state folder.
 */
export async function seed(guard, { env, loginsFile }) {
  const lines = await guard.run({
    name: 'seed',
    command: process.execPath,
    args: ['--enable-source-maps', path.join(DIST, 'apps/worker/src/cli/seed.js')],
    env: { SEED_FILE, ...env },
  });
  const seeded = JSON.parse(lines.at(-1));
  const known = knownSecrets((await readJson(loginsFile)) ?? { tenants: [] });
  const logins = mapClients(seeded, (client) => ({
    ...client,
    ...(known.has(client.clientId) && !client.clientSecret
      ? { clientSecret: known.get(client.clientId) }
      : {}),
  }));
  await writePrivateJson(loginsFile, logins);
  return logins;
}

/** The login with which a tenant's own application calls the API. */
export function machineClient(logins, tenantKey) {
  const tenant = logins.tenants.find(({ key }) => key === tenantKey);
  const client =
    tenant?.clients.find(({ roles }) => roles.includes('TENANT_APP')) ?? tenant?.clients[0];
  if (client?.clientSecret) return client;
  throw new Failure(
    `The secret of ${tenantKey}'s API client is not known here: another checkout seeded this database. Begin anew with \`npm start -- --fresh\`, or use another database.`,
  );
}

function knownSecrets(logins) {
  const clients = logins.tenants.flatMap((tenant) => tenant.clients);
  if (logins.staff) clients.push(...[logins.staff].flat());
  return new Map(
    clients.filter((client) => client.clientSecret).map((c) => [c.clientId, c.clientSecret]),
  );
}

function mapClients(logins, change) {
  return {
    ...logins,
    tenants: logins.tenants.map((tenant) => ({ ...tenant, clients: tenant.clients.map(change) })),
    ...(logins.staff
      ? { staff: Array.isArray(logins.staff) ? logins.staff.map(change) : change(logins.staff) }
      : {}),
  };
}
