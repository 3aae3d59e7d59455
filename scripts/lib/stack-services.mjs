import path from 'node:path';
import { appUrlOf, ensureDatabase, migrateDatabase } from './database.mjs';
import { startPostgres } from './postgres.mjs';
import { dataFolder, postgresAccount } from './postgres-home.mjs';
import { redisProgram, startRedis } from './redis.mjs';
import { makePassable } from './scratch.mjs';

const DATABASE = 'patchbay';

/**
 * PostgreSQL, migrated, and Redis: those given, else our own.
 *
 * @param options `database: { ownerUrl, appUrl }` and `redisUrl` are used as they are; else the
 *   variables DATABASE_OWNER_URL, DATABASE_URL and REDIS_URL of `variables`; else servers are started
 */
export async function startServices(guard, options) {
  const [database, redis] = await Promise.all([
    provideDatabase(guard, options),
    provideRedis(guard, options),
  ]);
  return { ...database, ...redis };
}

async function provideDatabase(guard, options) {
  if (options.database) {
    return { ownerUrl: options.database.ownerUrl, appUrl: options.database.appUrl };
  }
  const given = givenDatabase(options);
  const { ownerUrl, rolePassword, pid } = given ?? (await startOwnPostgres(guard, options));
  await ensureDatabase(ownerUrl);
  await options.isBuilt;
  await migrateDatabase(guard, { ownerUrl, rolePassword });
  return { ownerUrl, appUrl: given?.appUrl ?? appUrlOf(ownerUrl, rolePassword), postgresPid: pid };
}

/** A URL alone is the owner's; with an owner's URL beside it, it is the runtime role's. */
function givenDatabase({ variables, keep }) {
  const ownerUrl = variables.DATABASE_OWNER_URL ?? variables.DATABASE_URL;
  if (ownerUrl === undefined) return undefined;
  const appUrl = variables.DATABASE_OWNER_URL === undefined ? undefined : variables.DATABASE_URL;
  const rolePassword = appUrl ? decodeURIComponent(new URL(appUrl).password) : keep.rolePassword;
  return { ownerUrl, appUrl, rolePassword };
}

async function startOwnPostgres(guard, { folder, scratch, keep, isDurable, ports }) {
  const account = postgresAccount();
  await makePassable(folder);
  const server = await startPostgres(guard, {
    folder: await dataFolder(folder, account),
    scratch,
    password: keep.ownerPassword,
    port: ports.postgres,
    isDurable,
  });
  return { ownerUrl: server.urlOf(DATABASE), rolePassword: keep.rolePassword, pid: server.pid };
}

async function provideRedis(guard, { redisUrl, variables, scratch, ports, say }) {
  const given = redisUrl ?? variables.REDIS_URL;
  if (given !== undefined) return { redisUrl: given };
  const program = await redisProgram(guard, say);
  const folder = path.join(scratch, 'redis');
  const server = await startRedis(guard, { program, folder, port: ports.redis });
  return { redisUrl: server.url, redisPid: server.pid };
}
