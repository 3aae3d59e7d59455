/** A command like ours in small, for the tests that kill it: a Redis, a server that will not go, a folder. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../../scripts/lib/command.mjs';
import { redisProgram, startRedis } from '../../scripts/lib/redis.mjs';
import { claimRunFile } from '../../scripts/lib/run-file.mjs';
import { makeScratch } from '../../scripts/lib/scratch.mjs';

const STUBBORN = `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);`;
const [runFile] = process.argv.slice(2);

await runCommand('guarded', async ({ guard, say }) => {
  await claimRunFile(guard, runFile, say);
  const folder = await makeScratch(guard, 'guarded');
  await writeFile(path.join(folder, 'data'), 'kept by nobody');
  const program = await redisProgram(guard, say);
  const redis = await startRedis(guard, { program, folder });
  const stubborn = await guard.start({
    name: 'stubborn',
    command: process.execPath,
    args: ['-e', STUBBORN],
    env: {},
    stop: [['SIGTERM', 300]],
  });
  const pids = [guard.pid, redis.pid, stubborn.pid];
  process.stdout.write(`${JSON.stringify({ pids, port: redis.port, folder })}\n`);
  await new Promise(() => undefined);
});
