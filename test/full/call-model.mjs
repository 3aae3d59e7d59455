/** The commands of the call model, many and long; `npm test` plays three short runs. */
import path from 'node:path';
import { runCommand } from '../../scripts/lib/command.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';

await runCommand('call-model', async ({ guard }) => {
  const child = await guard.start({
    name: 'npm test',
    command: process.execPath,
    args: [path.join(ROOT, 'scripts/test.mjs'), 'test/scenarios/call-model'],
    env: { ...process.env, CALL_MODEL_RUNS: '150', CALL_MODEL_COMMANDS: '40' },
    output: 'inherit',
    // It ends PostgreSQL behind itself.
    stop: [['SIGINT', 20_000]],
  });
  return (await guard.untilExit(child)).code ?? 1;
});
