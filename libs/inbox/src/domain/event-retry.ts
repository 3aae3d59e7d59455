const FIRST_MS = 1000;
const FACTOR = 4;
const LONGEST_MS = 10 * 60_000;
const ATTEMPTS = 8;

/**
 * How long a context that failed `attempts` times at an event is left alone with it, milliseconds:
 * 1, 4, 16, 64, 256 s, then 10 min. Undefined after the eighth time: half an hour has passed, and
 * somebody must look.
 */
export function eventRetryMs(attempts: number): number | undefined {
  if (attempts >= ATTEMPTS) return undefined;
  return Math.min(FIRST_MS * FACTOR ** (attempts - 1), LONGEST_MS);
}
