import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Of /proc/<pid>/stat, proc(5): the kernel tells times in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const [UTIME, STIME] = [11, 12];

/** Processor time that a process has used, in seconds, all its threads together; Linux only. */
export async function cpuSecondsOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The command's name stands in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME]) + Number(fields[STIME])) / TICKS_PER_SECOND;
}

const ROUNDS = 40;
const BLOCK = Buffer.alloc(1024 * 1024, 7);

/**
 * Processor seconds of a fixed piece of work on this machine, now: figures of two machines, or of a
 * busy and an idle one, are compared by their ratio to it. The best of three.
 */
export function calibrate() {
  return Math.min(...Array.from({ length: 3 }, calibrateOnce));
}

function calibrateOnce() {
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) {
    createHash('sha256').update(BLOCK).digest();
    JSON.parse(JSON.stringify(Array.from({ length: 4000 }, (_, i) => ({ i, text: `row ${i}` }))));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
