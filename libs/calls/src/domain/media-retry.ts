/** Why a file could not be fetched; `isFinal` when Meta's answer will hardly be another one. */
export class FetchFailed extends Error {
  constructor(
    reason: string,
    readonly isFinal = false,
  ) {
    super(reason);
    this.name = 'FetchFailed';
  }
}

export interface FailedFetch {
  readonly state: 'PENDING' | 'LOST' | 'EXPIRED';
  readonly failure: string;
  /** When to try again; null when nobody will. */
  readonly retryAt: Date | null;
}

/** Meta also refuses for reasons that go away: a token that is being changed, a file not there yet. */
const FINAL_AFTER = 5;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 3600_000;
const LONGEST_REASON = 200;

/**
 * What follows from an attempt that failed: the next one after 5 s, 10 s, 20 s … up to an hour, until
 * Meta keeps the file no longer. Five refusals, or wrong contents, in a row end it earlier.
 */
export function afterFailure(
  { attempts, fetchUntil }: { readonly attempts: number; readonly fetchUntil: Date },
  error: unknown,
  now: Date,
): FailedFetch {
  const failure = (error instanceof Error ? error.message : 'unknown').slice(0, LONGEST_REASON);
  const isFinal = error instanceof FetchFailed && error.isFinal;
  if (isFinal && attempts >= FINAL_AFTER) return { state: 'LOST', failure, retryAt: null };
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS);
  const retryAt = new Date(now.getTime() + pauseMs);
  if (retryAt >= fetchUntil) return { state: 'EXPIRED', failure, retryAt: null };
  return { state: 'PENDING', failure, retryAt };
}
