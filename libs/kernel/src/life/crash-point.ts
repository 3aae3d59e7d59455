import type { CrashPoint } from '../config/process-config.js';

let armed: CrashPoint | undefined;

/** Arms `DANGEROUS_CRASH_AT`. The config schema refuses the switch in production. */
export function armCrashPoint(point: CrashPoint | undefined): void {
  armed = point;
}

/** Dies here, as a power cut would, when the tests asked for it; otherwise does nothing. */
export function crashPoint(point: CrashPoint): void {
  if (armed === point) process.kill(process.pid, 'SIGKILL');
}
