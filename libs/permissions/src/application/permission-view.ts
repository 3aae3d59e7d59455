import type { NumberView } from '#patchbay/numbers';
import { EMPTY_PAIR, ledgerAt, type OpenRequest, type PairRecord } from '../domain/ledger.js';
import { inOrder, type LedgerEntry, type PermissionSource } from '../domain/permission-entry.js';
import type { PermissionLimits } from '../domain/permission-limits.js';
import {
  type NextStep,
  nextStep,
  type PermissionState,
  permissionState,
} from '../domain/permission-state.js';
import type { RequestBudget } from '../domain/request-budget.js';
import type { ConsumerIds } from './consumer-book.port.js';

/** Lines of the ledger that are shown, newest first. */
const SHOWN_ENTRIES = 50;

/** What is between a number and a consumer, as tenants see it. */
export interface PermissionView {
  readonly numberId: string;
  readonly consumer: ConsumerIds;
  readonly state: PermissionState;
  /** How the last decision came about; null when there was none. */
  readonly source: PermissionSource | null;
  /** When it was decided. */
  readonly decidedAt: Date | null;
  /** When a temporary permission ends, or ended. */
  readonly expiresAt: Date | null;
  readonly openRequest: OpenRequest | null;
  /** Calls of the business in a row that nobody picked up. */
  readonly unansweredCalls: number;
  readonly nudgedAfter: number;
  readonly revokedAfter: number;
  readonly isRevocationExpected: boolean;
  readonly requests: RequestBudget;
  readonly windowEndsAt: Date | null;
  readonly lastConnectedAt: Date | null;
  readonly next: NextStep;
  readonly nextAt: Date | null;
  /** When Meta was asked last. */
  readonly metaAskedAt: Date | null;
  readonly history: readonly LedgerEntry[];
}

/** What the ledger shows of a pair at `now`. */
export function permissionView(
  pair: {
    readonly number: Pick<NumberView, 'id'>;
    readonly consumer: ConsumerIds;
    readonly record: PairRecord | undefined;
  },
  limits: PermissionLimits,
  now: Date,
): PermissionView {
  const record = pair.record ?? EMPTY_PAIR;
  const ledger = ledgerAt(record, limits, now);
  const { step, at } = nextStep(ledger);
  return {
    numberId: pair.number.id,
    consumer: pair.consumer,
    state: permissionState(ledger),
    source: ledger.decision?.source ?? null,
    decidedAt: ledger.decision?.at ?? null,
    expiresAt: ledger.expiresAt,
    openRequest: ledger.openRequest,
    unansweredCalls: ledger.unanswered.length,
    nudgedAfter: limits.nudgeAt,
    revokedAfter: limits.revokeAt,
    isRevocationExpected: ledger.isRevocationExpected,
    requests: ledger.requests,
    windowEndsAt: ledger.windowEndsAt,
    lastConnectedAt: record.connectedAt,
    next: step,
    nextAt: at,
    metaAskedAt: record.metaAskedAt,
    history: [...inOrder(record.entries)].reverse().slice(0, SHOWN_ENTRIES),
  };
}
