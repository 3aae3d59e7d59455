import { mkdir, readFile, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createWhole } from './create-whole.mjs';
import { endProcesses } from './end-processes.mjs';
import { Failure } from './failure.mjs';
import { identityOf } from './process-identity.mjs';
import { writePrivateJson } from './secrets.mjs';

const GUARDIAN_WAIT_MS = 20_000;

/**
 * Makes this process the one that runs from the folder, for as long as it lives. A file that a dead
 * process has left is cleaned away, with whatever it had started; a living one is refused by name.
 */
export async function claimRunFile(guard, file, say) {
  await mkdir(path.dirname(file), { recursive: true });
  const claim = { ...self(), guardian: named(guard.pid), startedAt: new Date().toISOString() };
  while (!(await createWhole(file, claim))) {
    const other = await read(file);
    if (other && isSame(other)) throw new Failure(alreadyRuns(other));
    await cleanUp(other, say);
    await unlink(file).catch(() => undefined);
  }
  await guard.removeAtEnd(file);
  return claim;
}

/** Adds what the started processes are called and where they listen. */
export async function fillRunFile(file, claim, { pids, urls, scratch }) {
  const processes = Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [name, named(pid)]),
  );
  await writePrivateJson(file, { ...claim, urls, processes, scratch });
}

function alreadyRuns({ pid, startedAt, urls }) {
  const where = urls?.api ? `, its API at ${urls.api.publicUrl}` : ', still starting';
  return `Patchbay already runs from this checkout: process ${pid}, since ${startedAt}${where}. Stop it with Ctrl-C in its terminal or \`kill ${pid}\`; a second one needs a checkout of its own.`;
}

/** The guardian of a killed start is busy for a moment; if it was killed too, its work is done here. */
async function cleanUp(other, say) {
  if (!other) return;
  say(`cleaning up after process ${other.pid}, which ended without doing so …`);
  const until = performance.now() + GUARDIAN_WAIT_MS;
  while (other.guardian && isSame(other.guardian) && performance.now() < until) await delay(50);
  const left = Object.entries(other.processes ?? {}).filter(([, one]) => isSame(one));
  await endProcesses(
    left.map(([name, { pid }]) => ({
      pid,
      order: name === 'postgres' || name === 'redis' ? 1 : 0,
      stop: [[name === 'postgres' ? 'SIGINT' : 'SIGTERM', 5_000]],
      hurry: [],
    })),
  );
  if (other.scratch) await rm(other.scratch, { recursive: true, force: true });
}

function self() {
  return named(process.pid);
}

function named(pid) {
  return { pid, identity: identityOf(pid) };
}

function isSame({ pid, identity }) {
  return Boolean(identity) && identityOf(pid) === identity;
}

async function read(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}
