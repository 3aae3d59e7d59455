/** Runs the work while nobody else holds the lock; a dead holder's lock is taken over. */
export function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait?: (holderPid: number) => void,
): Promise<T>;
