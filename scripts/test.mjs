/**
 * `npm test`: everything the tests need (packages, a build, PostgreSQL, Redis, the peers), then jest with whatever
 * arguments follow, e.g. `npm test -- libs/calls -t rejects`. The last line counts the results.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from './lib/build.mjs';
import { runCommand } from './lib/command.mjs';
import { closingLine, verdictOf } from './lib/test-results.mjs';
import { installPeers } from './lib/install-peers.mjs';
import { installPackages } from './lib/install-packages.mjs';
import { CACHES, ROOT } from './lib/paths.mjs';
import { redisProgram } from './lib/redis.mjs';
import { makeScratch } from './lib/scratch.mjs';

const NODE_FLAGS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';

await runCommand('npm test', async ({ guard, say }) => {
  await installPackages(guard, say);
  await build(say);
  await redisProgram(guard, say);
  await installPeers(guard, say);
  const scratch = await makeScratch(guard, 'jest');
  const output = path.join(scratch, 'results.json');
  const jest = await guard.start({
    name: 'jest',
    command: process.execPath,
    args: [
      path.join(ROOT, 'node_modules/jest/bin/jest.js'),
      '--json',
      `--outputFile=${output}`,
      // Its default is in the temporary folder, where it would stay behind.
      '--cacheDirectory',
      path.join(ROOT, 'node_modules/.cache/jest'),
      ...process.argv.slice(2),
    ],
    // What a test leaves in the temporary folder, because it was killed, goes with the folder.
    env: { ...process.env, ...CACHES, TMPDIR: scratch, NODE_OPTIONS: NODE_FLAGS },
    output: 'inherit',
    // Its own guardian needs the time to end PostgreSQL after it.
    stop: [['SIGINT', 5_000]],
  });
  const { code } = await guard.untilExit(jest);
  const results = await readFile(output, 'utf8').then(JSON.parse, () => null);
  const { exitCode, problem } = verdictOf(results, code, process.env.CI === 'true');
  if (problem) say(problem);
  process.stdout.write(`${closingLine(results)}\n`);
  return exitCode;
});
