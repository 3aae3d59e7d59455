/**
 * Does what a stranger does, with fresh clones of the last commit: starts, starts again, interrupts,
 * kills, runs two at once, tests; as root and as a plain user when run as root. After each step it
 * compares processes, ports, temporary files and shared memory with what was there before.
 * `--as root` or `--as plain` does one of the two; `--tests <pattern>` runs fewer tests.
 */
import { parseArgs } from 'node:util';
import { runCommand } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { accountOf } from './lib/postgres-home.mjs';
import { makeScratch } from './lib/scratch.mjs';
import { freshCloneSteps } from './fresh-clone/steps.mjs';

await runCommand('fresh-clone-check', async ({ guard, say }) => {
  const isRoot = process.getuid() === 0;
  const people = isRoot
    ? { root: {}, 'a plain user': accountOf('nobody') }
    : { [`user ${process.getuid()}`]: {} };
  const { values } = parseArgs({ options: { as: { type: 'string' }, tests: { type: 'string' } } });
  for (const [who, account] of Object.entries(people)) {
    if (values.as !== undefined && !who.includes(values.as)) continue;
    if (!account) throw new Failure('this machine has no user nobody to run as');
    const base = await makeScratch(guard, 'fresh');
    const report = (title, note = {}) => {
      const figures = Object.entries(note).map(([key, value]) => `${key}=${value}`);
      say(`ok  as ${who}: ${title}  ${figures.join(' ')}`);
    };
    await freshCloneSteps(base, account, { report, tests: values.tests });
  }
  if (!isRoot) say('not checked: as root (run this as root to do both)');
});
