import { createLogger, loadConfig } from '#patchbay/kernel';
import { DatabasePools } from '../connection/database-pools.js';
import { databaseConfigSchema } from '../database.config.js';

/** Pools on the database of this jest worker; close them in `afterAll`. `env` overrides settings. */
export async function openTestPools(env: Record<string, string> = {}): Promise<DatabasePools> {
  const { database } = loadConfig({ database: databaseConfigSchema }, { ...process.env, ...env });
  return DatabasePools.open(database, createLogger({ name: 'test', level: 'silent' }));
}
