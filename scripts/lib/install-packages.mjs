import { access, constants, lstat, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { CACHES, LOCAL, ROOT } from './paths.mjs';

const LOCKFILE = path.join(ROOT, 'package-lock.json');
/** npm writes its own copy of the lock file last, so its presence means a finished installation. */
const INSTALLED = path.join(ROOT, 'node_modules/.package-lock.json');

/** Runs `npm ci` when node_modules is missing, unfinished or older than the lock file. */
export async function installPackages(guard, say) {
  checkMachine();
  await checkWritable();
  if (await isInstalled()) return;
  await withLock(
    path.join(LOCAL, 'install.lock'),
    async () => {
      if (await isInstalled()) return;
      await refuseLink();
      say('installing packages (npm ci), once per lock file …');
      await guard.run({
        name: 'npm ci',
        ...npmCommand(['ci', '--no-progress']),
        env: { ...npmEnv(), ...CACHES },
      });
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

/** By the age of the lock file; by what is in it when only its date has changed. */
async function isInstalled() {
  const [wanted, installed] = await Promise.all(
    [LOCKFILE, INSTALLED].map((file) => orNull(stat(file))),
  );
  if (installed === null) return false;
  return installed.mtimeMs >= wanted.mtimeMs || (await holdsWhatIsLocked());
}

/** Whether every locked package is there in its version; optional ones are for some platforms only. */
async function holdsWhatIsLocked() {
  const [locked, installed] = await Promise.all(
    [LOCKFILE, INSTALLED].map(async (file) => JSON.parse(await readFile(file, 'utf8')).packages),
  );
  return Object.entries(locked).every(
    ([place, { version, optional }]) =>
      place === '' || installed[place]?.version === version || (optional && !installed[place]),
  );
}

/** npm would empty the folder at the other end, which somebody else works with. */
async function refuseLink() {
  const modules = path.join(ROOT, 'node_modules');
  if (!(await orNull(lstat(modules)))?.isSymbolicLink()) return;
  throw new Failure(
    `${modules} is a link, and the packages at its other end are not those of package-lock.json. Install them there, or remove the link.`,
  );
}

function orNull(promise) {
  return promise.catch(() => null);
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
