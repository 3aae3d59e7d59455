import { access, constants, mkdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, quote } from './failure.mjs';
import { installRedis } from './install-redis.mjs';
import { freePorts } from './ports.mjs';

const NAMES = ['redis-server', 'valkey-server'];
/** Package managers put servers where a plain user's PATH may not look. */
const MORE_FOLDERS = [
  '/usr/local/sbin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/bin',
  '/opt/homebrew/bin',
];
const PORT_TRIES = 5;
const START_LIMIT_MS = 10_000;

/** The redis-server or valkey-server of this machine, installed first where that can be done. */
export async function redisProgram(guard, say) {
  const found = await findProgram();
  if (found) return found;
  await installRedis(guard, say);
  const installed = await findProgram();
  if (installed) return installed;
  throw new Failure('redis-server was installed, yet it is in no folder of PATH.');
}

async function findProgram() {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...MORE_FOLDERS];
  for (const name of NAMES) {
    for (const folder of folders.filter(Boolean)) {
      const file = path.join(folder, name);
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return file;
    }
  }
  return null;
}

/**
 * A Redis server of our own on a free loopback port. It writes nothing to disk: whatever is in Redis
 * can be rebuilt from PostgreSQL.
 */
export async function startRedis(guard, { program, folder, port: wanted, name = 'redis' }) {
  await mkdir(folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await freePorts(1))[0];
    const child = await guard.start({
      name,
      command: program,
      args: settings(port, folder),
      cwd: folder,
      env: { PATH: process.env.PATH ?? '' },
      order: 1,
      stop: [['SIGTERM', 3_000]],
    });
    if (await isReady(child, port)) {
      return {
        pid: child.pid,
        port,
        exited: child.exited,
        url: `redis://127.0.0.1:${port}`,
        stop: () => child.stop(),
      };
    }
    const isPortTaken = child.lines.some((line) => line.includes('Address already in use'));
    if (isPortTaken && wanted === undefined && attempt < PORT_TRIES) continue;
    throw new Failure(`${program} did not start.\n${quote(child.lines)}`);
  }
}

function settings(port, folder) {
  const values = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    // A queue that silently loses keys is worse than one that says it is full.
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

async function isReady(child, port) {
  const until = performance.now() + START_LIMIT_MS;
  while (child.isRunning && performance.now() < until) {
    if (await answersPing(port)) return child.isRunning;
    await delay(10);
  }
  return false;
}

function answersPing(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => undefined);
    socket.once('close', () => resolve(false));
  });
}
