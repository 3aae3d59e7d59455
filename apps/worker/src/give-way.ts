import os from 'node:os';
import type { WorkerRole } from './worker.config.js';

/** As nice(1) has them: how far a process gives way to others on its machine. */
const NICENESS: Readonly<Record<WorkerRole, number>> = { signalling: 0, delivery: 5, batch: 10 };

/**
 * How far a process with these roles gives way: that of the role which most is waited for. Who rings
 * waits for signalling, a tenant's endpoint for delivery, nobody for what is done in batches.
 */
export function nicenessOf(roles: readonly WorkerRole[]): number {
  return Math.min(...roles.map((role) => NICENESS[role]));
}

/** Gives way as far as its roles say, or farther where whoever started it said so: back is for root. */
export function giveWay(
  roles: readonly WorkerRole[],
  system: Pick<typeof os, 'getPriority' | 'setPriority'> = os,
): void {
  const niceness = nicenessOf(roles);
  if (niceness > system.getPriority()) system.setPriority(niceness);
}
