import { randomInt } from 'node:crypto';

/** An id as Graph gives them: fifteen digits. */
export function newId(): string {
  return String(100_000_000_000_000 + randomInt(281_000_000_000_000));
}
