import { createHash } from 'node:crypto';
import { access, constants, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { LOCAL, ROOT } from './paths.mjs';

const LOCKFILE = path.join(ROOT, 'package-lock.json');
/** npm writes its own copy of the lock file last, so its presence means a finished installation. */
const INSTALLED = path.join(ROOT, 'node_modules/.package-lock.json');
const STAMP = path.join(ROOT, 'node_modules/.patchbay-installed');

/** Runs `npm ci` when node_modules is missing, unfinished or older than the lock file. */
export async function installPackages(guard, say) {
  checkMachine();
  await checkWritable();
  if (await isInstalled()) return;
  await withLock(
    path.join(LOCAL, 'install.lock'),
    async () => {
      if (await isInstalled()) return;
      say('installing packages (npm ci), once per lock file …');
      await guard.run({ name: 'npm ci', ...npmCommand(['ci', '--no-progress']), env: npmEnv() });
      await writeFile(STAMP, await lockfileHash());
    },
    (pid) => say(`waiting for process ${pid}, which installs the packages …`),
  );
}

function checkMachine() {
  if (process.platform === 'win32') {
    throw new Failure('Patchbay runs on Linux and macOS. On Windows use it inside WSL.');
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Failure(
    `Patchbay needs Node 20.19 or newer; this is ${process.versions.node}. Install one from https://nodejs.org.`,
  );
}

async function checkWritable() {
  try {
    await access(ROOT, constants.W_OK);
  } catch {
    throw new Failure(
      `You may not write in ${ROOT}, where packages and data go. Run this as the owner of the checkout, or use a copy of your own.`,
    );
  }
}

/** Exported for its test: the lock file's age decides, or its content when only its date changed. */
export async function isInstalled() {
  try {
    const [wanted, installed] = await Promise.all([stat(LOCKFILE), stat(INSTALLED)]);
    if (installed.mtimeMs >= wanted.mtimeMs) return true;
    return (await readFile(STAMP, 'utf8')) === (await lockfileHash());
  } catch {
    return false;
  }
}

async function lockfileHash() {
  return createHash('sha256')
    .update(await readFile(LOCKFILE))
    .digest('hex');
}

/** npm by the very file that runs us when it does, so that its version and prefix stay the same. */
export function npmCommand(args) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js')
    ? { command: process.execPath, args: [npm, ...args] }
    : { command: 'npm', args };
}

/** The user's environment without what an outer npm run has put in it for its own script. */
export function npmEnv() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_(lifecycle|package|command|config_local_prefix)/.test(name) &&
        name !== 'NODE_OPTIONS',
    ),
  );
}
