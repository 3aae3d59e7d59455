import type { MetaFigure } from './meta-figure.js';
import { inOrder, type LedgerEntry, type PermissionStatus } from './permission-entry.js';
import type { PermissionLimits } from './permission-limits.js';
import { type RequestBudget, requestBudget } from './request-budget.js';

/** All that is kept of a number and a consumer: lines, and what is only ever the latest of its kind. */
export interface PairRecord {
  readonly entries: readonly LedgerEntry[];
  /** The last call between the two that was picked up. */
  readonly connectedAt: Date | null;
  /** The last word or call of the consumer's. */
  readonly windowOpenedAt: Date | null;
  readonly metaAskedAt: Date | null;
  readonly metaFigure: MetaFigure | null;
}

/** Of whom nothing is known. */
export const EMPTY_PAIR: PairRecord = {
  entries: [],
  connectedAt: null,
  windowOpenedAt: null,
  metaAskedAt: null,
  metaFigure: null,
};

/** A request that the consumer can still answer. */
export interface OpenRequest {
  readonly sentAt: Date;
  readonly expiresAt: Date;
}

/** What the ledger says at a moment. */
export interface Ledger {
  /** Whether the number may call the consumer now. */
  readonly status: PermissionStatus;
  /** Nobody decided and Meta was never asked: there may be a permission that we never heard of. */
  readonly isUnknown: boolean;
  /** When a temporary permission ends, or ended. */
  readonly expiresAt: Date | null;
  /** What decided it last; undefined when nothing did. */
  readonly decision: LedgerEntry | undefined;
  readonly openRequest: OpenRequest | null;
  /** Calls of the business in a row that nobody picked up. */
  readonly unanswered: readonly LedgerEntry[];
  /** So many that Meta takes, or took, the permission back, though it has not said so yet. */
  readonly isRevocationExpected: boolean;
  readonly requests: RequestBudget;
  /** Until when free-form messages are allowed; null when the window is closed. */
  readonly windowEndsAt: Date | null;
}

const DECIDES = new Set(['GRANTED', 'REJECTED', 'REVOKED', 'RECONCILED']);

function isGrant({ kind, detail }: LedgerEntry): boolean {
  if (kind === 'RECONCILED') return detail.status !== undefined && detail.status !== 'NONE';
  return kind === 'GRANTED';
}

function isTemporary({ detail, expiresAt }: LedgerEntry): boolean {
  return detail.status === undefined ? expiresAt !== null : detail.status === 'TEMPORARY';
}

/** When the permission of a grant ends; null when it does not. Meta's own time of it wins. */
function endOf(grant: LedgerEntry, { temporaryMs }: PermissionLimits): Date | null {
  if (!isTemporary(grant)) return null;
  return grant.expiresAt ?? new Date(grant.at.getTime() + temporaryMs);
}

function statusOf(
  decision: LedgerEntry | undefined,
  expiresAt: Date | null,
  now: Date,
): PermissionStatus {
  if (decision === undefined || !isGrant(decision)) return 'NONE';
  if (expiresAt === null) return 'PERMANENT';
  return now < expiresAt ? 'TEMPORARY' : 'NONE';
}

/** Whoever picked up, or allowed calls anew, begins the row anew. */
function unansweredIn(entries: readonly LedgerEntry[], connectedAt: Date | null): LedgerEntry[] {
  const lastGrant = entries.findLast(isGrant);
  const sinceMs = Math.max(
    connectedAt?.getTime() ?? -Infinity,
    lastGrant?.at.getTime() ?? -Infinity,
  );
  return entries.filter(({ kind, at }) => kind === 'UNANSWERED' && at.getTime() > sinceMs);
}

/** A request ends 7 days after it was sent, or at its answer; also an answered one may be answered anew. */
function openRequestIn(
  entries: readonly LedgerEntry[],
  decision: LedgerEntry | undefined,
  { limits, now }: { readonly limits: PermissionLimits; readonly now: Date },
): OpenRequest | null {
  const request = entries.findLast(({ kind }) => kind === 'REQUESTED');
  if (request === undefined || (decision !== undefined && decision.at >= request.at)) return null;
  const expiresAt = new Date(request.at.getTime() + limits.requestLifetimeMs);
  return now < expiresAt ? { sentAt: request.at, expiresAt } : null;
}

/**
 * What the entries come to at `now`. It depends on the set of entries alone, so their order and their
 * repetition change nothing; the last decision counts, whatever came before it: an accept after a
 * reject is an accept. Pure. Meta: calling/user-call-permissions.
 */
export function ledgerAt(pair: PairRecord, limits: PermissionLimits, now: Date): Ledger {
  const { connectedAt, windowOpenedAt, metaAskedAt, metaFigure } = pair;
  const entries = inOrder(pair.entries);
  const decision = entries.findLast(({ kind }) => DECIDES.has(kind));
  const expiresAt = decision && isGrant(decision) ? endOf(decision, limits) : null;
  const status = statusOf(decision, expiresAt, now);
  const unanswered = unansweredIn(entries, connectedAt);
  const windowEndsAt =
    windowOpenedAt === null ? null : new Date(windowOpenedAt.getTime() + limits.windowMs);
  return {
    status,
    isUnknown: decision === undefined && metaAskedAt === null,
    expiresAt,
    decision,
    openRequest: openRequestIn(entries, decision, { limits, now }),
    unanswered,
    isRevocationExpected: status !== 'NONE' && unanswered.length >= limits.revokeAt,
    requests: requestBudget({ entries, connectedAt, metaFigure, metaAskedAt, limits, now }),
    windowEndsAt: windowEndsAt !== null && now < windowEndsAt ? windowEndsAt : null,
  };
}
