import path from 'node:path';
import { DIST, ROOT } from './paths.mjs';

/** The world that is seeded here and simulated there; SEED_FILE names another one. */
export const SEED_FILE = path.resolve(
  process.env.SEED_FILE ?? path.join(ROOT, 'seed/two-tenants.json'),
);

/** What a laptop's egress guard lets through, which production refuses. */
const LOOPBACK = '127.0.0.0/8,::1/128';
/** What our processes may inherit from the shell: nothing in it is a setting of ours. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'LOG_LEVEL'];

const ENTRY_POINTS = {
  api: 'apps/api/src/main.js',
  worker: 'apps/worker/src/main.js',
  media: 'apps/media/src/main.js',
  simulator: 'apps/simulator/src/main.js',
  'sample-tenant': 'apps/simulator/src/sample-tenant/main.js',
};

/** The servers that need nothing but the database and Redis; sample tenants need the API and a login. */
export const SERVERS = ['api', 'worker', 'media', 'simulator'];

/** The same where each role of the worker has a process of its own, as in production. */
export const SERVERS_BY_ROLE = [
  'api',
  'worker-signalling',
  'worker-delivery',
  'worker-batch',
  'media',
  'simulator',
];

/** The name of the process that plays one seeded tenant. */
export function sampleTenantName(key) {
  return `sample-tenant-${key}`;
}

/** Several workers may play a role each, as `worker-batch`; all are workers. */
function kindOf(name) {
  return Object.keys(ENTRY_POINTS).find((kind) => name === kind || name.startsWith(`${kind}-`));
}

/** Of a worker that is named for its one role that role; one that plays them all has none. */
function roleOf(name) {
  return name.startsWith('worker-') ? name.slice('worker-'.length) : undefined;
}

/** Which entry point a process of this name runs. */
export function entryPoint(name) {
  return path.join(DIST, ENTRY_POINTS[kindOf(name)]);
}

/** Only other processes of ours speak to these, on their private listeners. */
const WITHOUT_PUBLIC_LISTENER = new Set(['worker', 'media']);

/** The addresses that follow from the ports, known before any process runs. */
export function urlsOf(ports) {
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [
      name,
      {
        ...(WITHOUT_PUBLIC_LISTENER.has(kindOf(name))
          ? {}
          : { publicUrl: `http://127.0.0.1:${port.public}` }),
        privateUrl: `http://127.0.0.1:${port.private}`,
      },
    ]),
  );
}

/** The environment every one of our processes has. */
export function commonEnv({ internalToken, virtualClock }) {
  const inherited = INHERITED.filter((name) => process.env[name] !== undefined);
  return {
    ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    INTERNAL_TOKEN: internalToken,
    DANGEROUS_EGRESS_ALLOW: LOOPBACK,
    ...(virtualClock ? { DANGEROUS_VIRTUAL_CLOCK: '1' } : {}),
  };
}

/** What each process gets besides: no more than it needs, so media has no database. */
export function envOf(name, { services, secretsFile, urls, client }) {
  // Media nodes may speak to any worker.
  const controlUrl = (urls.worker ?? urls['worker-signalling'])?.privateUrl;
  const withDatabase = {
    DATABASE_URL: services.appUrl,
    REDIS_URL: services.redisUrl,
    SECRETS_FILE: secretsFile,
    META_GRAPH_URL: urls.simulator?.publicUrl,
    CONTROL_URL: controlUrl,
    ISSUER_URL: urls.api?.publicUrl,
    OBJECT_DIRECTORY: path.join(path.dirname(secretsFile), 'objects'),
  };
  const own = {
    api: withDatabase,
    worker: { ...withDatabase, WORKER_ROLES: roleOf(name) },
    media: { REDIS_URL: services.redisUrl, CONTROL_URL: controlUrl },
    simulator: { WEBHOOK_BASE_URL: urls.api?.publicUrl, SEED_FILE },
  }[kindOf(name)] ?? {
    PATCHBAY_URL: urls.api?.publicUrl,
    TENANT_CLIENT_ID: client?.clientId,
    TENANT_CLIENT_SECRET: client?.clientSecret,
  };
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}
