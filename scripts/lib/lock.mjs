import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createWhole } from './create-whole.mjs';
import { identityOf } from './process-identity.mjs';

const POLL_MS = 50;

/**
 * Runs the work while no other process of this checkout runs work under the same lock. A lock whose
 * holder is dead (killed, machine restarted) is taken over.
 */
export async function withLock(file, work, onWait = () => undefined) {
  await mkdir(path.dirname(file), { recursive: true });
  let hasTold = false;
  while (!(await createWhole(file, self()))) {
    const holder = await readHolder(file);
    if (holder === undefined) continue;
    if (holder === null || identityOf(holder.pid) !== holder.identity) {
      await breakLock(file, holder);
      continue;
    }
    if (!hasTold) onWait(holder.pid);
    hasTold = true;
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await unlink(file).catch(() => undefined);
  }
}

/** Who holds the lock; undefined when it is gone by now, null when nothing of ours wrote it. */
async function readHolder(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function self() {
  return { pid: process.pid, identity: identityOf(process.pid) };
}

/**
 * Two waiters may see the same dead holder. Each moves the file aside first and looks at what it has
 * moved, so the slower one notices that it took a living lock, and puts it back.
 */
async function breakLock(file, holder) {
  const aside = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await readHolder(aside);
  if (moved?.identity === holder?.identity) await unlink(aside);
  else await rename(aside, file);
}
