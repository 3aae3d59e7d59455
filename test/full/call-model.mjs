/**
 * The commands of the call model, many and long, on an api and a worker that are killed -9 as the
 * commands say; `npm test` plays three short runs in one process.
 */
import path from 'node:path';
import { runCommand } from '../../scripts/lib/command.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';

await runCommand('call-model', async ({ guard }) => {
  const child = await guard.start({
    name: 'npm test',
    command: process.execPath,
    args: [path.join(ROOT, 'scripts/test.mjs'), 'test/scenarios/call-model'],
    env: {
      ...process.env,
      CALL_MODEL_RUNS: '150',
      CALL_MODEL_COMMANDS: '40',
      CALL_MODEL_DEATHS: 'processes',
    },
    output: 'inherit',
    // It ends PostgreSQL behind itself.
    stop: [['SIGINT', 20_000]],
  });
  return (await guard.untilExit(child)).code ?? 1;
});
