import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * A temporary folder that the guardian removes at the end. Others may pass through it, not list it:
 * the database may run as another user.
 */
export async function makeScratch(guard, purpose) {
  const folder = path.join(os.tmpdir(), `patchbay-${purpose}-${randomBytes(6).toString('hex')}`);
  await guard.removeAtEnd(folder);
  await makePassable(folder);
  return folder;
}

/** A folder that other users may pass through, though they may not list it. */
export async function makePassable(folder) {
  await mkdir(folder, { recursive: true });
  // mkdir's mode is subject to the umask.
  await chmod(folder, 0o711);
}
