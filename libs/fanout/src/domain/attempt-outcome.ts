/** How an attempt to deliver ended. ABORTED (our shutdown) does not count as an attempt. */
export type AttemptOutcome =
  'DELIVERED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'REFUSED' | 'EXPIRED';
