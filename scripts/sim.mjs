/**
 * `npm run sim -- <command>`: the simulator of Meta alone (`start`), and hands to work it or the one
 * of a running `npm start`. What there is: `npm run sim -- --help`.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './lib/build.mjs';
import { runCommand } from './lib/command.mjs';
import { installPackages } from './lib/install-packages.mjs';
import { DIST, LOCAL, ROOT } from './lib/paths.mjs';
import { identityOf } from './lib/process-identity.mjs';

const argv = process.argv.slice(2);
/** Ctrl-C is how these two normally end. */
const runsUntilStopped = ['start', 'watch'].includes(argv[0]);

await runCommand(
  'sim',
  async ({ guard, say }) => {
    await installPackages(guard, say);
    await build(say);
    // Told from the checkout; the simulator itself would look from where it is started.
    process.env.SEED_FILE ??= path.join(ROOT, 'seed/two-tenants.json');
    const cli = pathToFileURL(path.join(DIST, 'apps/simulator/src/cli/run-cli.js'));
    const { runCli } = await import(cli.href);
    const terminal = {
      write: (text) => process.stdout.write(text),
      complain: (text) => process.stderr.write(text),
      // runCommand ends the process itself, so nothing has to be told beforehand.
      signal: new AbortController().signal,
    };
    return runCli(argv, terminal, await runningUrl());
  },
  runsUntilStopped ? { exitCodeOnSignal: 0 } : {},
);

/** Where `npm start` has its simulator; undefined when none runs from this checkout. */
async function runningUrl() {
  const text = await readFile(path.join(LOCAL, 'run.json'), 'utf8').catch(() => '{}');
  const { pid, identity, urls } = JSON.parse(text);
  return identity && identityOf(pid) === identity ? urls?.simulator?.publicUrl : undefined;
}
