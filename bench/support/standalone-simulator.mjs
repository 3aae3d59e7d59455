import path from 'node:path';
import { Failure } from '../../scripts/lib/failure.mjs';
import { parseLogLine } from '../../scripts/lib/log-lines.mjs';
import { DIST, ROOT } from '../../scripts/lib/paths.mjs';

const SEED_FILE = path.join(ROOT, 'seed/two-tenants.json');

/**
 * The simulator in a process of its own, without the platform, PostgreSQL and Redis.
 *
 * @param options `webhookBaseUrl`, and `profile` with `--cpu-prof` flags where its time is looked into
 */
export async function startSimulator(guard, { webhookBaseUrl, nodeFlags = [] }) {
  const child = await guard.start({
    name: 'simulator',
    command: process.execPath,
    args: [...nodeFlags, path.join(DIST, 'apps/simulator/src/main.js')],
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PUBLIC_PORT: '0',
      PRIVATE_PORT: '0',
      INTERNAL_TOKEN: 'x'.repeat(32),
      SEED_FILE,
      WEBHOOK_BASE_URL: webhookBaseUrl,
      LOG_LEVEL: 'info',
    },
  });
  const ready = await new Promise((resolve, reject) => {
    child.onLine((line) => {
      const entry = parseLogLine(line);
      if (entry?.msg === 'process.ready') resolve(entry);
    });
    void child.exited.then(() => {
      reject(new Failure(`the simulator did not start:\n${child.lines.join('\n')}`));
    });
  });
  return { child, pid: child.pid, url: ready.publicUrl };
}
