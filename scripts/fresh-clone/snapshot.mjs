import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';

/**
 * What runs and lies about on this machine that is ours: compared before and after, nothing may have
 * come to stay. `base` holds the checkouts under test and their folder for temporary files.
 */
export function takeSnapshot(base) {
  const running = processesIn(base).map(({ pid, text }) => `process ${pid}: ${text.slice(0, 120)}`);
  return new Set([...running, ...temporaryFiles(base), ...sharedMemory()]);
}

/** What is there now and was not there before. */
export function whatIsNew(before, base) {
  return [...takeSnapshot(base)].filter((item) => !before.has(item));
}

/** Whether somebody listens on the port. */
export function isOpen(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

/** Processes whose command or working folder lies below a folder. */
export function processesIn(folder) {
  return listProcesses().filter(({ pid, text }) => pid !== process.pid && text.includes(folder));
}

function listProcesses() {
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => ({ pid: Number.parseInt(line, 10), text: line.trim() }));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), text: describeProcess(pid) }));
}

function describeProcess(pid) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return `${command}(in ${readlinkSync(`/proc/${pid}/cwd`)})`;
  } catch {
    // It ended while we looked, or belongs to somebody whose folder we may not see.
    return '';
  }
}

function temporaryFiles(base) {
  return readdirSync(path.join(base, 'tmp')).map((name) => `temporary file ${name}`);
}

/** PostgreSQL gives its shared memory back when it ends in order; what stays has lost its owner. */
function sharedMemory() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return [];
  const mapped = new Set();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
      for (const [, name] of maps.matchAll(/\/dev\/shm\/(\S+)/g)) mapped.add(name);
    } catch {
      // It ended while we looked.
    }
  }
  return readdirSync('/dev/shm')
    .filter((name) => name.startsWith('PostgreSQL.') && !mapped.has(name))
    .map((name) => `shared memory ${name}`);
}
