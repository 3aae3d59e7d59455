import { startTestServices } from '../../scripts/lib/test-services.mjs';

/**
 * Runs once, before the first test that needs PostgreSQL or Redis, outside of jest's module system.
 * Jest's workers are forked afterwards and inherit the environment.
 */
export default async function globalSetup(globalConfig) {
  const say = (text) => process.stderr.write(`test services: ${text}\n`);
  const { guard, services } = await startTestServices(globalConfig.maxWorkers, say);
  globalThis.testServicesGuard = guard;
  process.env.PATCHBAY_TEST_SERVICES = JSON.stringify(services);
}
