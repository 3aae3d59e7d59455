/** kill -9 of worker, api and Redis during 10,000 events; `npm test` has a small storm. */
import path from 'node:path';
import { runCommand } from '../../scripts/lib/command.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';

await runCommand('kill-storm', async ({ guard }) => {
  const child = await guard.start({
    name: 'npm test',
    command: process.execPath,
    args: [path.join(ROOT, 'scripts/test.mjs'), 'test/scenarios/kill-storm'],
    env: { ...process.env, KILL_STORM: 'full' },
    output: 'inherit',
    // It ends PostgreSQL behind itself.
    stop: [['SIGINT', 20_000]],
  });
  return (await guard.untilExit(child)).code ?? 1;
});
