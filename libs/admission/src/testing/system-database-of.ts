import type { INestApplicationContext } from '@nestjs/common';
import { DatabasePools } from '#patchbay/database';
import { SystemDatabase } from '../../../database/src/system-database.js';

/** The rows of all tenants in a process of a test, for the parts of a world that look at them. */
export function systemDatabaseOf(context: INestApplicationContext): SystemDatabase {
  return new SystemDatabase(context.get(DatabasePools));
}
