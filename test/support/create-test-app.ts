import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createLogger, loadConfig, type Secrets, SECRETS, SystemClock } from '#patchbay/kernel';
import { apiConfigSchemas } from '../../apps/api/src/api.config.js';
import { createApi } from '../../apps/api/src/create-api.js';

/** The API as it runs in production, on a free port, on the database of this jest worker. */
export interface TestApp {
  readonly app: NestExpressApplication;
  readonly url: string;
  /** `setOffset` moves business time, token expiry with it. */
  readonly clock: SystemClock;
  readonly secrets: Secrets;
  /** The log lines written so far, parsed. */
  readonly logs: Record<string, unknown>[];
  close(): Promise<void>;
}

/**
 * Starts the API for a test file; close it in `afterAll`. `env` overrides the environment, `clock`
 * the machine's.
 */
export async function createTestApp(
  env: Record<string, string> = {},
  clock = new SystemClock(),
): Promise<TestApp> {
  const config = loadConfig(apiConfigSchemas, {
    DATABASE_POOL_SIZE: '5',
    // A test drives calls itself, whatever the clock says.
    CALLS_RESCUE_AFTER_MS: String(1e12),
    ...process.env,
    ...env,
  });
  const logs: Record<string, unknown>[] = [];
  const destination = {
    write: (line: string) => {
      logs.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  const logger = createLogger({ name: 'api', level: 'info', destination });
  const app = await createApi({ config, clock, logger });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const secrets = app.get<Secrets>(SECRETS);
  return { app, url: `http://127.0.0.1:${port}`, clock, secrets, logs, close: () => app.close() };
}
