import type { CallDirection, Facts } from './call-fact.js';
import { endOf } from './call-end.js';
import { answeredAtMs } from './call-lifecycle.js';

/** Spans of a call in whole seconds, begun ones left out; what Meta counts for billing is apart. */
export interface CallDurations {
  /** From the first ring to the answer or the end; null while it rings, and when it never rang. */
  readonly ringSeconds: number | null;
  /** From the answer to the end; null while they talk, and when nobody answered. */
  readonly talkSeconds: number | null;
}

function seconds(fromMs: number | undefined, toMs: number | undefined): number | null {
  if (fromMs === undefined || toMs === undefined) return null;
  return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}

/** How long a call has rung and how long its two sides talked. */
export function durationsOf(direction: CallDirection, facts: Facts): CallDurations {
  const answeredMs = answeredAtMs(facts);
  const endMs = endOf(direction, facts)?.atMs;
  // A user-initiated call rings from Meta's offer on, a business-initiated one when Meta says so.
  const rings = direction === 'USER_INITIATED' ? facts.offered : facts.ringing;
  return {
    ringSeconds: seconds(rings?.atMs, answeredMs ?? endMs),
    talkSeconds: answeredMs === undefined ? null : seconds(answeredMs, endMs),
  };
}
