import { access, writeFile } from 'node:fs/promises';
import { aptInstall } from './apt-get.mjs';
import { Failure } from './failure.mjs';

const POLICY = '/usr/sbin/policy-rc.d';

const ADVICE = `Patchbay needs a Redis server and found neither redis-server nor valkey-server. Install one:
  Debian, Ubuntu   sudo apt-get install redis-server
  Fedora, RHEL     sudo dnf install valkey
  Arch             sudo pacman -S valkey
  Alpine           sudo apk add redis
  macOS            brew install redis
or point REDIS_URL at one that runs, e.g. REDIS_URL=redis://127.0.0.1:6379.`;

/** Installs redis-server where that needs no question: as root on Debian or Ubuntu. Else says what to do. */
export async function installRedis(guard, say) {
  if (process.getuid?.() !== 0 || !(await exists('/etc/debian_version'))) throw new Failure(ADVICE);
  say('installing redis-server with apt-get, once per machine …');
  await keepServiceDown(guard);
  try {
    await aptInstall(guard, 'redis-server');
    await disableService(guard);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`${error.message}\n\n${ADVICE}`);
  }
}

/** We want the program, not a service on port 6379: Debian asks this file before it starts one. */
async function keepServiceDown(guard) {
  if (await exists(POLICY)) return;
  await guard.removeAtEnd(POLICY);
  await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
}

/** Nor may it come up at the next boot. Without systemd there is nothing to switch off. */
async function disableService(guard) {
  if (!(await exists('/run/systemd/system'))) return;
  await guard.run({
    name: 'systemctl disable redis-server',
    command: 'systemctl',
    args: ['disable', '--now', 'redis-server'],
    env: { PATH: process.env.PATH ?? '' },
  });
}

function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
