import type { PairRecord } from '../domain/ledger.js';
import type { EntryKind, LedgerEntry } from '../domain/permission-entry.js';
import type { PermissionLimits } from '../domain/permission-limits.js';

const START_MS = Date.UTC(2026, 10, 21);
const DAY_MS = 86_400_000;

/** Seconds of a temporary permission. */
export const WEEK = 604_800;

/** What holds for a number of a business. */
export const LIMITS: PermissionLimits = {
  temporaryMs: WEEK * 1000,
  requestsPerDay: 1,
  dayMs: DAY_MS,
  requestsPerWeek: 2,
  weekMs: 7 * DAY_MS,
  requestLifetimeMs: 7 * DAY_MS,
  nudgeAt: 2,
  revokeAt: 4,
  windowMs: DAY_MS,
};

/** What holds for a number of a sandbox. */
export const SANDBOX: PermissionLimits = {
  ...LIMITS,
  requestsPerDay: 25,
  requestsPerWeek: 100,
  nudgeAt: 5,
  revokeAt: 10,
};

/** So many seconds after the beginning of the test's time. */
export function at(second: number): Date {
  return new Date(START_MS + second * 1000);
}

/** A line of a ledger; its id follows from what it says. */
export function line(
  kind: EntryKind,
  second: number,
  more: Partial<LedgerEntry> = {},
): LedgerEntry {
  const key = `${kind} ${second}`;
  return { id: key, kind, key, source: null, at: at(second), expiresAt: null, detail: {}, ...more };
}

/** An accept: temporary, and then for a week, unless it is permanent. */
export function granted(second: number, { isPermanent = false } = {}): LedgerEntry {
  return line('GRANTED', second, { expiresAt: isPermanent ? null : at(second + WEEK) });
}

export const rejected = (second: number): LedgerEntry => line('REJECTED', second);
export const revoked = (second: number): LedgerEntry => line('REVOKED', second);
export const requested = (second: number): LedgerEntry => line('REQUESTED', second);
export const unanswered = (second: number): LedgerEntry => line('UNANSWERED', second);

/** The pair with a call that was picked up. */
export function connected(pair: PairRecord, second: number): PairRecord {
  return { ...pair, connectedAt: at(second) };
}
