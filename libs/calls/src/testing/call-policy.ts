import type { CallPolicy } from '../domain/call-deadlines.js';

/** The spans of time of a call as the dated rows have them, milliseconds. */
export const POLICY: CallPolicy = {
  answerWindowMs: 60_000,
  ringTimeoutMs: 45_000,
  outcomeUnknownAfterMs: 60_000,
  terminateConfirmedWithinMs: 60_000,
  businessRingLimitMs: 120_000,
  unansweredAfterMs: 30_000,
  hangUpGivenUpAfterMs: 300_000,
  foreignCallLimitMs: 21_600_000,
  passedThroughLimitMs: 604_800_000,
};
