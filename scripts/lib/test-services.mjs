import path from 'node:path';
import { build } from './build.mjs';
import {
  appUrlOf,
  databaseOf,
  ensureDatabase,
  migrateDatabase,
  throwAwayDatabase,
  withDatabase,
  withServer,
} from './database.mjs';
import { Guard } from './guard.mjs';
import { startPostgres } from './postgres.mjs';
import { redisProgram, startRedis } from './redis.mjs';
import { makeScratch } from './scratch.mjs';
import { makeSecrets, randomToken, writePrivateJson } from './secrets.mjs';

const TEMPLATE = 'patchbay_test';

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
  const [templateUrl, redisUrls] = await Promise.all([
    provideTemplate(guard, scratch),
    startRedisServers(guard, { scratch, workers, say }),
    build(say),
    writePrivateJson(secretsFile, makeSecrets()),
  ]);
  const template = databaseOf(templateUrl);
  const rolePassword = randomToken();
  await ensureDatabase(templateUrl);
  await migrateDatabase(guard, { ownerUrl: templateUrl, rolePassword });
  const databases = await cloneTemplate(templateUrl, template, workers);
  return {
    template: { name: template, ownerUrl: templateUrl, rolePassword },
    secretsFile,
    internalToken: randomToken(),
    workers: databases.map((name, index) => {
      const workerOwnerUrl = withDatabase(templateUrl, name);
      return {
        DATABASE_OWNER_URL: workerOwnerUrl,
        DATABASE_URL: appUrlOf(workerOwnerUrl, rolePassword, template),
        REDIS_URL: redisUrls[index],
      };
    }),
  };
}

async function provideTemplate(guard, scratch) {
  const given = await throwAwayDatabase(guard, TEMPLATE);
  if (given) return given;
  const server = await startPostgres(guard, { folder: scratch, scratch, isDurable: false });
  return server.urlOf(TEMPLATE);
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
