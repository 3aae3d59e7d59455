/**
 * Does what a stranger does, with fresh clones of the last commit: starts, starts again, interrupts,
 * kills, runs two at once, tests; as root and as a plain user when run as root. After each step it
 * compares processes, ports, temporary files and shared memory with what was there before.
 */
import { runCommand } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { accountOf } from './lib/postgres-home.mjs';
import { makeScratch } from './lib/scratch.mjs';
import { checkAs } from './fresh-clone/steps.mjs';

await runCommand('fresh-clone-check', async ({ guard, say }) => {
  const isRoot = process.getuid() === 0;
  const people = isRoot
    ? { root: {}, 'a plain user': accountOf('nobody') }
    : { [`user ${process.getuid()}`]: {} };
  const wanted = process.argv.slice(2);
  for (const [who, account] of Object.entries(people)) {
    if (wanted.length > 0 && !wanted.some((word) => who.includes(word))) continue;
    if (!account) throw new Failure('this machine has no user nobody to run as');
    const base = await makeScratch(guard, 'fresh');
    await checkAs(who, base, account, (name, title, note = {}) => {
      const figures = Object.entries(note).map(([key, value]) => `${key}=${value}`);
      say(`ok  as ${name}: ${title}  ${figures.join(' ')}`);
    });
  }
  if (!isRoot) say('not checked: as root (run this as root to do both)');
});
