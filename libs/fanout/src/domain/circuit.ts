/** When a circuit opens, and how long it stays open. */
export interface CircuitPolicy {
  /** Failures in a row that open it. */
  readonly failuresToOpen: number;
  /** First wait, milliseconds; every further opening in a row doubles it. */
  readonly firstWaitMs: number;
  /** Longest wait, milliseconds: so long a receiver that is well again waits at most. */
  readonly longestWaitMs: number;
}

/** What is remembered of an endpoint's circuit. */
export interface Circuit {
  /** Failures since the last delivery. */
  readonly failures: number;
  /** How often it opened since the last delivery. */
  readonly opens: number;
  /** Until then nothing is sent; afterwards one probe. Null while it is closed. */
  readonly openUntil: Date | null;
  /** A probe is under way until then at the latest. */
  readonly probeUntil: Date | null;
}

/** Everything passes (closed), nothing (open, probing), or one probe (half open). */
export type CircuitPhase = 'CLOSED' | 'OPEN' | 'HALF_OPEN' | 'PROBING';

/** Of an endpoint that takes what it is sent. */
export const CLOSED_CIRCUIT: Circuit = { failures: 0, opens: 0, openUntil: null, probeUntil: null };

const isAhead = (moment: Date | null, now: Date): boolean =>
  moment !== null && moment.getTime() > now.getTime();

export function phaseOf(circuit: Circuit, now: Date): CircuitPhase {
  if (circuit.openUntil === null) return 'CLOSED';
  if (isAhead(circuit.openUntil, now)) return 'OPEN';
  return isAhead(circuit.probeUntil, now) ? 'PROBING' : 'HALF_OPEN';
}

/** When something may pass again; undefined when it may now. */
export function opensAgainAt(circuit: Circuit, now: Date): Date | undefined {
  const phase = phaseOf(circuit, now);
  if (phase === 'OPEN') return circuit.openUntil ?? undefined;
  return phase === 'PROBING' ? (circuit.probeUntil ?? undefined) : undefined;
}

/** How long the circuit stays open the `opens`-th time in a row, milliseconds. */
export function openWaitMs(policy: CircuitPolicy, opens: number): number {
  return Math.min(policy.longestWaitMs, policy.firstWaitMs * 2 ** Math.max(0, opens - 1));
}

/**
 * The circuit after some attempts failed and none came through. What fails while it is open left
 * before it opened, and says nothing new.
 */
export function afterFailures(
  circuit: Circuit,
  { count, at }: { readonly count: number; readonly at: Date },
  policy: CircuitPolicy,
): Circuit {
  const failures = circuit.failures + count;
  const phase = phaseOf(circuit, at);
  const isTripped = phase === 'CLOSED' ? failures >= policy.failuresToOpen : phase !== 'OPEN';
  if (!isTripped) return { ...circuit, failures };
  const opens = circuit.opens + 1;
  const openUntil = new Date(at.getTime() + openWaitMs(policy, opens));
  return { failures, opens, openUntil, probeUntil: null };
}
