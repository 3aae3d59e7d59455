import { testServices } from './test-services.js';

// Each jest worker has a database and a Redis of its own, so test files that run at once cannot meet.
const services = testServices();
const worker = services.workers[Number(process.env.JEST_WORKER_ID ?? '1') - 1];
if (worker === undefined) throw new Error('jest started more workers than it announced.');

Object.assign(process.env, worker, {
  NODE_ENV: 'test',
  SECRETS_FILE: services.secretsFile,
  INTERNAL_TOKEN: services.internalToken,
  DANGEROUS_EGRESS_ALLOW: '127.0.0.0/8,::1/128',
});
