import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure, quote } from './failure.mjs';
import { freePorts } from './ports.mjs';
import { postgresAccount, postgresBinaries } from './postgres-home.mjs';

const OWNER = 'postgres';
const START_LIMIT_MS = 30_000;
const PORT_TRIES = 5;
const LOCALE_FREE_ENV = { PATH: process.env.PATH ?? '', LC_ALL: 'C', LANG: 'C' };

/**
 * A PostgreSQL server of our own on a free loopback port, with a password, made from the package's
 * binaries. We drive them ourselves: the wrapper of the package ends the process on SIGTERM from an
 * exit hook of its own, before our clean-up is done, and knows nothing of our guardian.
 *
 * @param {import('./guard.mjs').Guard} guard
 * @param options `folder` holds the data; `scratch` is a temporary folder; `isDurable: false` gives up
 *   durability (never consistency between sessions) for speed, for tests that throw the data away
 */
export async function startPostgres(guard, options) {
  const account = postgresAccount();
  const native = await postgresBinaries(account, options.scratch);
  const data = path.join(options.folder, 'postgres');
  const password = options.password ?? randomBytes(18).toString('base64url');
  await initialise(guard, { ...options, account, native, data, password });
  const { child, port } = await startOnFreePort(guard, { ...options, account, native, data });
  return {
    pid: child.pid,
    port,
    exited: child.exited,
    urlOf: (database) => `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`,
  };
}

/** Makes the cluster under another name and renames it, so a half-made one is never taken for whole. */
async function initialise(guard, { folder, data, account, native, password, isDurable = true }) {
  if (await hasCluster(data, native)) return;
  const unfinished = `${data}.new`;
  const passwordFile = path.join(folder, `password-${randomBytes(4).toString('hex')}`);
  await guard.removeAtEnd(passwordFile);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  for (const made of [unfinished, passwordFile]) {
    if (account.uid !== undefined) await chown(made, account.uid, account.gid);
  }
  await guard.run({
    name: 'initdb',
    command: path.join(native, 'bin/initdb'),
    args: [
      `--pgdata=${unfinished}`,
      `--username=${OWNER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(isDurable ? [] : ['--no-sync']),
    ],
    cwd: folder,
    env: LOCALE_FREE_ENV,
    // Its helpers die of any signal without giving their shared memory back (a bootstrap process
    // keeps the default handlers), so it is not signalled but waited for: it takes a second or two.
    stop: [[0, 15_000]],
    hurry: [[0, 15_000]],
    ...account,
  });
  await rm(passwordFile, { force: true });
  await rename(unfinished, data);
}

async function hasCluster(data, native) {
  let version;
  try {
    version = (await readFile(path.join(data, 'PG_VERSION'), 'utf8')).trim();
  } catch {
    return false;
  }
  const share = await readFile(path.join(native, 'share/postgresql/postgres.bki'), 'utf8');
  const [, wanted] = /^# PostgreSQL (\d+)/.exec(share) ?? [];
  if (wanted !== undefined && wanted !== version) {
    throw new Failure(
      `${data} was made by PostgreSQL ${version}; the packages now bring PostgreSQL ${wanted}. Begin anew with \`npm start -- --fresh\`, or go back to the older packages.`,
    );
  }
  return true;
}

async function startOnFreePort(guard, options) {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePorts(1))[0];
    const child = await guard.start({
      name: 'postgres',
      command: path.join(options.native, 'bin/postgres'),
      args: ['-D', options.data, ...settings(port, options.isDurable ?? true)],
      cwd: options.folder,
      env: LOCALE_FREE_ENV,
      order: 1,
      // SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one.
      stop: [
        ['SIGINT', 10_000],
        ['SIGQUIT', 3_000],
      ],
      hurry: [['SIGQUIT', 2_000]],
      ...options.account,
    });
    const problem = await untilReady(child);
    if (problem === null) return { child, port };
    const isPortTaken = problem.some((line) => line.includes('Address already in use'));
    if (isPortTaken && options.port === undefined && attempt < PORT_TRIES) continue;
    throw new Failure(`PostgreSQL did not start from ${options.data}.\n${quote(problem)}`);
  }
}

function settings(port, isDurable) {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    // No socket file: its path may not be longer than 107 bytes, and a checkout may lie deep.
    unix_socket_directories: '',
    max_connections: 250,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A fresh server makes a new segment of 16 MB every second under load, and all commits wait for it.
    wal_init_zero: 'off',
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Null once it accepts connections, else what it said before it ended. */
async function untilReady(child) {
  let timer;
  const limit = new Promise((resolve) => {
    timer = setTimeout(() => resolve([...child.lines, 'not ready after 30 s']), START_LIMIT_MS);
  });
  const ready = new Promise((resolve) => {
    const stop = child.onLine((line) => {
      if (!line.includes('ready to accept connections')) return;
      stop();
      resolve(null);
    });
  });
  const ended = child.exited.then(({ error }) => [...child.lines, ...(error ? [error] : [])]);
  return Promise.race([ready, ended, limit]).finally(() => clearTimeout(timer));
}
