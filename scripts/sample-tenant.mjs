/** `node scripts/sample-tenant.mjs <logins file> <tenant key>`: a sample tenant with a seeded login. */
import { pathToFileURL } from 'node:url';
import { readJson } from './lib/secrets.mjs';
import { machineClient } from './lib/seed.mjs';
import { entryPoint, sampleTenantName } from './lib/stack-processes.mjs';

const [loginsFile, key] = process.argv.slice(2);
const { clientId, clientSecret } = machineClient(await readJson(loginsFile), key);
process.env.TENANT_CLIENT_ID = clientId;
process.env.TENANT_CLIENT_SECRET = clientSecret;
// The process stays this one, so that signals reach the server itself.
await import(pathToFileURL(entryPoint(sampleTenantName(key))).href);
