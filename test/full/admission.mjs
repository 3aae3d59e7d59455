/**
 * The races for calls at the sizes that the limits are promised for: 64 clients, 20 seeds, 500
 * starters, and a flush during 200 live calls; `npm test` has small ones.
 */
import path from 'node:path';
import { runCommand } from '../../scripts/lib/command.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';

await runCommand('admission', async ({ guard }) => {
  const child = await guard.start({
    name: 'npm test',
    command: process.execPath,
    args: [path.join(ROOT, 'scripts/test.mjs'), 'test/scenarios/admission-'],
    env: { ...process.env, ADMISSION_RACES: 'full' },
    output: 'inherit',
    // It ends PostgreSQL behind itself.
    stop: [['SIGINT', 20_000]],
  });
  return (await guard.untilExit(child)).code ?? 1;
});
