/** The log of 1,000 calls, shuffled and each event ten times; `npm test` has a shorter log. */
import path from 'node:path';
import { runCommand } from '../../scripts/lib/command.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';

await runCommand('replayed-log', async ({ guard }) => {
  const child = await guard.start({
    name: 'npm test',
    command: process.execPath,
    args: [path.join(ROOT, 'scripts/test.mjs'), 'test/scenarios/replayed-log'],
    env: { ...process.env, REPLAYED_LOG_CALLS: '1000' },
    output: 'inherit',
    // It ends PostgreSQL behind itself.
    stop: [['SIGINT', 20_000]],
  });
  return (await guard.untilExit(child)).code ?? 1;
});
