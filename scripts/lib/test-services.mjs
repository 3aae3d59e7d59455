import path from 'node:path';
import { build } from './build.mjs';
import {
  appUrlOf,
  ensureDatabase,
  migrateDatabase,
  withDatabase,
  withServer,
} from './database.mjs';
import { Guard } from './guard.mjs';
import { startPostgres } from './postgres.mjs';
import { redisProgram, startRedis } from './redis.mjs';
import { makeScratch } from './scratch.mjs';
import { makeSecrets, randomToken, writePrivateJson } from './secrets.mjs';

const DROP_SCRIPT = new URL('./drop-databases.mjs', import.meta.url).pathname;

/**
 * What one test run needs: one PostgreSQL with a migrated template database, and for each jest worker
 * a clone of it and a Redis server of its own (FLUSHALL and pub/sub cross database numbers, so
 * sharing one would let tests see each other).
 *
 * @returns {Promise<{ guard: Guard, services: object }>} `services` is plain JSON
 */
export async function startTestServices(workers, say = () => undefined) {
  const guard = await Guard.start();
  try {
    return { guard, services: await start(guard, workers, say) };
  } catch (error) {
    await guard.end();
    throw error;
  }
}

async function start(guard, workers, say) {
  const scratch = await makeScratch(guard, 'test');
  const secretsFile = path.join(scratch, 'secrets.json');
  const [ownerUrl, redisUrls] = await Promise.all([
    startDatabase(guard, scratch),
    startRedisServers(guard, { scratch, workers, say }),
    build(say),
    writePrivateJson(secretsFile, makeSecrets()),
  ]);
  const template = `patchbay_${randomToken()
    .replaceAll(/[^a-z0-9]/gi, '')
    .slice(0, 10)
    .toLowerCase()}`;
  const templateUrl = withDatabase(ownerUrl, template);
  if (isForeign()) {
    await guard.runAtEnd({
      command: process.execPath,
      args: [DROP_SCRIPT],
      env: { PATH: process.env.PATH ?? '', OWNER_URL: ownerUrl, PREFIX: template },
    });
  }
  const rolePassword = randomToken();
  await ensureDatabase(templateUrl);
  await migrateDatabase(guard, { ownerUrl: templateUrl, rolePassword });
  const databases = await cloneTemplate(templateUrl, template, workers);
  return {
    template: { name: template, ownerUrl: templateUrl, rolePassword },
    secretsFile,
    internalToken: randomToken(),
    workers: databases.map((name, index) => {
      const workerOwnerUrl = withDatabase(ownerUrl, name);
      return {
        DATABASE_OWNER_URL: workerOwnerUrl,
        DATABASE_URL: appUrlOf(workerOwnerUrl, rolePassword, template),
        REDIS_URL: redisUrls[index],
      };
    }),
  };
}

function isForeign() {
  return Boolean(process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL);
}

async function startDatabase(guard, scratch) {
  if (isForeign()) return process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL;
  const server = await startPostgres(guard, { folder: scratch, scratch, isDurable: false });
  return server.urlOf('postgres');
}

async function startRedisServers(guard, { scratch, workers, say }) {
  const program = await redisProgram(guard, say);
  const servers = await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      startRedis(guard, { program, folder: path.join(scratch, `redis-${index + 1}`) }),
    ),
  );
  return servers.map((server) => server.url);
}

async function cloneTemplate(templateUrl, template, workers) {
  const names = Array.from({ length: workers }, (_, index) => `${template}_w${index + 1}`);
  await withServer(templateUrl, async (client) => {
    for (const name of names) {
      await client.query(`create database ${name} template ${template}`);
    }
  });
  return names;
}
