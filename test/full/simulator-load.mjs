/** The full load on the simulator; `npm test` has a short form of it, without the bounds on CPU. */
import path from 'node:path';
import { runCommand } from '../../scripts/lib/command.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';

await runCommand('simulator-load', async ({ guard }) => {
  const child = await guard.start({
    name: 'bench',
    command: process.execPath,
    args: [path.join(ROOT, 'scripts/bench.mjs'), 'simulator-load'],
    env: process.env,
    output: 'inherit',
    stop: [['SIGINT', 5_000]],
  });
  return (await guard.untilExit(child)).code ?? 1;
});
