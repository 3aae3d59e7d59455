import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Places in proc(5)'s stat, counted from the field behind the command's name. */
const STATE = 0;
const PPID = 1;
const PGRP = 2;
const START_TIME = 19;

/** Whether a process with this id exists, ours or somebody else's. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * A text that differs between two processes that were given the same id one after the other, or
 * null when no such process runs. A pid alone, kept in a file over a reboot, may name a stranger.
 */
export function identityOf(pid) {
  if (!isAlive(pid)) return null;
  try {
    if (process.platform === 'linux') return linuxIdentity(pid);
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return started.trim() || null;
  } catch {
    return null;
  }
}

/** The parent of another process; undefined where only ps could tell. */
export function parentOf(pid) {
  return process.platform === 'linux' ? statFields(pid)?.[PPID] : undefined;
}

/**
 * Whether a process group has a member that still runs. One whose leader is dead and not yet reaped
 * (its parent was killed, and init takes its time) exists, but may run no more.
 */
export function isGroupRunning(pgid) {
  try {
    process.kill(-pgid, 0);
  } catch (error) {
    // macOS answers EPERM for a group of which only zombies are left.
    return error.code === 'EPERM' && process.platform !== 'darwin';
  }
  if (process.platform !== 'linux' || identityOf(pgid) !== null) return true;
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    const fields = statFields(name);
    return fields !== null && Number(fields[PGRP]) === pgid && !isDead(fields);
  });
}

/** The command's name may hold spaces and brackets, so fields are counted from the last bracket. */
function statFields(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function isDead(fields) {
  return fields[STATE] === 'Z' || fields[STATE] === 'X';
}

function linuxIdentity(pid) {
  const fields = statFields(pid);
  if (fields === null || isDead(fields)) return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}:${fields[START_TIME]}`;
}
