import type { TenantTransaction } from '#patchbay/database';
import type { Clock } from '#patchbay/kernel';
import type { NumberView } from '#patchbay/numbers';
import type { RequestBudget } from '../domain/request-budget.js';
import { noteRequestMessage } from '../persistence/ledger.repository.js';
import { enter, holdPair, strike } from './change-ledger.js';

/** A permission request that is about to be sent. */
export interface RequestToRecord {
  readonly number: NumberView;
  readonly consumerId: string;
  /** Our id of the message; the same id again is the same request. */
  readonly requestId: string;
  readonly form: 'FREE_FORM' | 'TEMPLATE';
}

export type RecordRequestOutcome =
  | { readonly kind: 'recorded' }
  /** The consumer allows calls for good: Meta refuses requests then (138017). */
  | { readonly kind: 'permanent_permission' }
  /** Meta would refuse it (138009); `budget.retryAt` is when the next one may be sent. */
  | { readonly kind: 'budget_used_up'; readonly budget: RequestBudget };

/**
 * Takes a request out of the pair's budget, in the transaction that decides to send it, so that two
 * at a time cannot both have the last place. Call `withdrawRequest` when it certainly was not sent;
 * of one whose outcome is unknown the place stays taken.
 */
export async function recordRequest(
  tx: TenantTransaction,
  clock: Clock,
  { number, consumerId, requestId, form }: RequestToRecord,
): Promise<RecordRequestOutcome> {
  const pair = await holdPair(tx, clock, { number, consumerId });
  const isKnown = pair.record.entries.some(
    ({ kind, key }) => kind === 'REQUESTED' && key === requestId,
  );
  if (isKnown) return { kind: 'recorded' };
  const { status, requests: budget } = pair.ledger;
  if (status === 'PERMANENT') return { kind: 'permanent_permission' };
  if (budget.retryAt !== null) return { kind: 'budget_used_up', budget };
  await enter(tx, clock, pair, {
    kind: 'REQUESTED',
    key: requestId,
    source: form === 'TEMPLATE' ? 'TEMPLATE' : 'REQUEST',
    at: pair.now,
    expiresAt: null,
    detail: {},
  });
  return { kind: 'recorded' };
}

/** Notes Meta's id of a request's message, by which the consumer's answer names it. */
export function settleRequest(
  tx: TenantTransaction,
  requestId: string,
  messageId: string,
): Promise<void> {
  return noteRequestMessage(tx, requestId, messageId);
}

/** Gives the place in the budget back: Meta refused the request, or nothing left this machine. */
export async function withdrawRequest(
  tx: TenantTransaction,
  clock: Clock,
  { number, consumerId, requestId }: Omit<RequestToRecord, 'form'>,
): Promise<void> {
  const pair = await holdPair(tx, clock, { number, consumerId });
  await strike(tx, pair, { kind: 'REQUESTED', key: requestId });
}
