import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestDatabase } from '../../support/test-services.js';

const MIGRATE = path.resolve('dist/libs/database/src/cli/migrate.js');

/** Runs the real command: `npm run migrate`, or the same with `down`. */
export async function migrate(
  database: Pick<TestDatabase, 'ownerUrl' | 'rolePassword'>,
  direction: 'up' | 'down',
): Promise<{ direction: string; count: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [MIGRATE, direction], {
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_OWNER_URL: database.ownerUrl,
      DATABASE_ROLE_PASSWORD: database.rolePassword,
    },
  });
  return JSON.parse(stdout) as { direction: string; count: number };
}
