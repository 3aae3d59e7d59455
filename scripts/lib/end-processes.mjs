import { setTimeout as delay } from 'node:timers/promises';
import { isGroupRunning } from './process-identity.mjs';

const POLL_MS = 15;
/** SIGKILL cannot be refused; a group still there after this long waits in the kernel for a disk. */
const KILL_WAIT_MS = 5_000;

/**
 * Ends process groups in their declared order (servers before the databases they use) and resolves
 * when none of them has a member left.
 *
 * @param {{ pid: number, order: number, stop: [string, number][], hurry: [string, number][] }[]} groups
 *   `stop` lists signals with the time each may take; SIGKILL follows by itself. `hurry` replaces it
 *   when the user asks a second time.
 * @param {() => boolean} isHurried asked before each step, so that a second Ctrl-C shortens the first
 */
export async function endProcesses(groups, isHurried = () => false) {
  const orders = [...new Set(groups.map((group) => group.order))].sort((a, b) => a - b);
  for (const order of orders) {
    const members = groups.filter((group) => group.order === order);
    await Promise.all(members.map((group) => endGroup(group, isHurried)));
  }
}

/** Ends one process group; see endProcesses. */
export async function endGroup(group, isHurried = () => false) {
  const hurriedAtStart = isHurried();
  for (const [signal, forMs] of hurriedAtStart ? group.hurry : group.stop) {
    if (!signalGroup(group.pid, signal)) return;
    const isInterrupted = () => !hurriedAtStart && isHurried();
    if (await isGoneWithin(group.pid, forMs, isInterrupted)) return;
    if (isInterrupted()) return endGroup(group, isHurried);
  }
  if (!signalGroup(group.pid, 'SIGKILL')) return;
  await isGoneWithin(group.pid, KILL_WAIT_MS, () => false);
}

/** Sends a signal to every member of a process group; false when the group has none. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // macOS answers EPERM for a group of which only zombies are left.
    return error.code === 'EPERM';
  }
}

async function isGoneWithin(pid, forMs, isInterrupted) {
  const until = performance.now() + forMs;
  while (isGroupRunning(pid)) {
    if (performance.now() >= until || isInterrupted()) return false;
    await delay(POLL_MS);
  }
  return true;
}
