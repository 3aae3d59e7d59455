import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';
import { DIST } from './paths.mjs';

/** A database by the owner's URL, made when the server has it not. */
export async function ensureDatabase(ownerUrl) {
  const name = databaseOf(ownerUrl);
  await withServer(ownerUrl, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

/** Runs the migrations, and makes the runtime roles, in a process of their own. */
export async function migrateDatabase(guard, { ownerUrl, rolePassword }) {
  await guard.run({
    name: 'migrate',
    command: process.execPath,
    args: ['--enable-source-maps', path.join(DIST, 'libs/database/src/cli/migrate.js')],
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_OWNER_URL: ownerUrl,
      DATABASE_ROLE_PASSWORD: rolePassword,
    },
  });
}

/** The URL of the runtime role `<database>_app`. `rolesOf` is another database's name for a clone. */
export function appUrlOf(ownerUrl, rolePassword, rolesOf = databaseOf(ownerUrl)) {
  const url = new URL(ownerUrl);
  url.username = `${rolesOf}_app`;
  url.password = rolePassword;
  return url.href;
}

export function databaseOf(url) {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (!name) {
    throw new Failure(`${redact(url)} names no database: end it with one, e.g. …/patchbay.`);
  }
  return name;
}

/** The same server and credentials, another database. */
export function withDatabase(url, name) {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}

/** Connects to the server's maintenance database, of which every server has one. */
export async function withServer(ownerUrl, work) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: withDatabase(ownerUrl, 'postgres') });
  // A server that goes away while we wait is reported by the query, not by the process dying.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Failure(
      `PostgreSQL at ${redact(ownerUrl)} does not answer: ${error.message || error.code}. Start it, mend the URL, or unset DATABASE_URL and DATABASE_OWNER_URL to use the PostgreSQL that comes with the packages.`,
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * The URL of a database nobody else uses on the server that DATABASE_OWNER_URL or DATABASE_URL names,
 * removed at the end with its roles and all databases whose names begin with its name; undefined
 * when no server is given.
 */
export async function throwAwayDatabase(guard, prefix, env = process.env) {
  const given = env.DATABASE_OWNER_URL ?? env.DATABASE_URL;
  if (!given) return undefined;
  const name = `${prefix}_${randomBytes(5).toString('hex')}`;
  await guard.runAtEnd({
    command: process.execPath,
    args: [fileURLToPath(new URL('./drop-databases.mjs', import.meta.url))],
    env: { PATH: env.PATH ?? '', OWNER_URL: given, PREFIX: name },
  });
  return withDatabase(given, name);
}

/** Removes the databases and roles whose names begin with the prefix. */
export async function dropByPrefix(ownerUrl, prefix) {
  await withServer(ownerUrl, async (client) => {
    const like = `${prefix.replaceAll('_', '\\_')}%`;
    const found = 'select datname as name from pg_database where datname like $1';
    for (const { name } of (await client.query(found, [like])).rows) {
      await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
    }
    const roles = 'select rolname as name from pg_roles where rolname like $1';
    for (const { name } of (await client.query(roles, [like])).rows) {
      await client.query(`drop role if exists ${client.escapeIdentifier(name)}`);
    }
  });
}

/** A URL fit for a message: without its password. */
export function redact(url) {
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  return shown.href;
}
