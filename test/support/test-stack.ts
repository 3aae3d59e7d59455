import { startStack, type Stack, type StackOptions } from '../../scripts/lib/stack.mjs';
import { cloneDatabase, type TestDatabase } from './test-services.js';

/** The processes of the system, on a database and a Redis that nobody else uses. */
export interface TestStack {
  readonly stack: Stack;
  readonly database: TestDatabase;
  stop(): Promise<void>;
}

/**
 * Starts the system as `npm start` does, for a scenario. It takes some seconds, so a file of
 * scenarios starts it once; each scenario then uses calls of its own.
 */
export async function startTestStack(options: StackOptions = {}): Promise<TestStack> {
  const database = await cloneDatabase();
  try {
    const stack = await startStack({ database, ...options });
    const stop = async (): Promise<void> => {
      await stack.stop();
      await database.drop();
    };
    return { stack, database, stop };
  } catch (error) {
    await database.drop();
    throw error;
  }
}

/** Some processes, without tenants, on the database and the Redis of this jest worker. */
export function startProcesses(
  servers: NonNullable<StackOptions['servers']>,
  options: StackOptions = {},
): Promise<Stack> {
  return startStack({
    servers,
    tenants: [],
    shouldSeed: false,
    database: { ownerUrl: process.env.DATABASE_OWNER_URL!, appUrl: process.env.DATABASE_URL! },
    redisUrl: process.env.REDIS_URL!,
    ...options,
  });
}
