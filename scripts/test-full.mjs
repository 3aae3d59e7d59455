/** `npm run test:full`: the tests, the seeded bugs, the fresh-clone check and every soak in test/full. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './lib/command.mjs';
import { ROOT } from './lib/paths.mjs';

await runCommand('test:full', async ({ guard, say }) => {
  const soaks = await readdir(path.join(ROOT, 'test/full')).catch(() => []);
  const programs = [
    'scripts/test.mjs',
    'scripts/seeded-bugs.mjs',
    'scripts/fresh-clone-check.mjs',
    ...soaks.filter((name) => name.endsWith('.mjs')).map((name) => `test/full/${name}`),
  ];
  const failed = [];
  for (const program of programs) {
    say(program);
    const child = await guard.start({
      name: program,
      command: process.execPath,
      args: [path.join(ROOT, program)],
      env: process.env,
      output: 'inherit',
      // Each cleans up behind itself, which may take the time PostgreSQL needs.
      stop: [['SIGINT', 20_000]],
    });
    const { code } = await guard.untilExit(child);
    if (code !== 0) failed.push(program);
  }
  say(failed.length === 0 ? 'all passed' : `failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});
