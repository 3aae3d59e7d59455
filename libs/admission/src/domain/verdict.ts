import type { RefusalCode } from './refusal-code.js';

/**
 * `ALLOWED` · `REFUSED` · `NOT_CONFIGURED`: nobody has set this limit, so it stops nothing ·
 * `UNKNOWN`: what the rule counts cannot be read now, so a business-initiated call is not placed.
 */
export type VerdictOutcome = 'ALLOWED' | 'REFUSED' | 'NOT_CONFIGURED' | 'UNKNOWN';

/** What was counted against what, and who counted. */
export interface VerdictFigure {
  readonly limit: number;
  readonly used: number;
  /** ISO 8601 duration over which is counted, `P1D` say; null of what is up at this moment. */
  readonly period: string | null;
  readonly source: 'OURS' | 'META';
}

/** What one rule says about a call that somebody wants to place. */
export interface Verdict {
  readonly rule: string;
  readonly outcome: VerdictOutcome;
  /** The refusal's code, as tenants read it; null when the rule does not refuse. */
  readonly code: RefusalCode | null;
  /** Why, and what to do about it. */
  readonly reason: string | null;
  /** From when on it may be tried again, where the rule knows. */
  readonly retryAt: Date | null;
  readonly figure: VerdictFigure | null;
}

type Told = Partial<Pick<Verdict, 'retryAt' | 'figure'>>;

/** The rule has nothing against the call. */
export function allowed(rule: string, { figure = null }: Told = {}): Verdict {
  return { rule, outcome: 'ALLOWED', code: null, reason: null, retryAt: null, figure };
}

/** The rule forbids the call. */
export function refused(
  rule: string,
  { code, reason, retryAt = null, figure = null }: Told & { code: RefusalCode; reason: string },
): Verdict {
  return { rule, outcome: 'REFUSED', code, reason, retryAt, figure };
}

/** Nobody has set what the rule would watch. */
export function notConfigured(rule: string): Verdict {
  return { ...allowed(rule), outcome: 'NOT_CONFIGURED' };
}

/** The rule cannot tell now. */
export function unknown(rule: string, reason: string, retryAt: Date): Verdict {
  return { ...allowed(rule), outcome: 'UNKNOWN', code: 'LIMITS_UNKNOWN', reason, retryAt };
}

/** Whether a call may be placed after this verdict. */
export function isPermitted({ outcome }: Pick<Verdict, 'outcome'>): boolean {
  return outcome === 'ALLOWED' || outcome === 'NOT_CONFIGURED';
}
