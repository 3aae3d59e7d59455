import type { Ledger } from './ledger.js';

/** How a permission is shown; clients must bear values that are added. */
export const PERMISSION_STATES = [
  'UNKNOWN', // nothing was ever heard of it, and Meta not asked
  'NONE', // the consumer has not allowed calls
  'REQUESTED', // asked, not answered
  'TEMPORARY',
  'PERMANENT',
  'REJECTED',
  'REVOKED',
  'EXPIRED',
] as const;
export type PermissionState = (typeof PERMISSION_STATES)[number];

function lapsedState({ decision }: Ledger): PermissionState {
  switch (decision?.kind) {
    case 'GRANTED':
      return 'EXPIRED';
    case 'REJECTED':
      return 'REJECTED';
    case 'REVOKED':
      return 'REVOKED';
    case 'RECONCILED':
      if (decision.detail.status !== 'NONE') return 'EXPIRED';
      return decision.detail.previous === 'NONE' ? 'NONE' : 'REVOKED';
    default:
      return 'NONE';
  }
}

/** The one word for what the ledger says. */
export function permissionState(ledger: Ledger): PermissionState {
  if (ledger.status !== 'NONE') return ledger.status;
  if (ledger.openRequest !== null) return 'REQUESTED';
  return ledger.isUnknown ? 'UNKNOWN' : lapsedState(ledger);
}

/** What happens next, as far as it can be known. */
export const NEXT_STEPS = [
  'MAY_CALL', // nothing more is needed
  'REVOCATION_EXPECTED', // Meta takes the permission back after so many unanswered calls
  'AWAIT_ANSWER', // the consumer can still answer the request
  'MAY_REQUEST', // ask for the permission
  'WAIT', // the budget of requests is used up until `retryAt`
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** The next step, and when it is open; null when at once, or when that depends on the consumer. */
export function nextStep(ledger: Ledger): { readonly step: NextStep; readonly at: Date | null } {
  if (ledger.isRevocationExpected) return { step: 'REVOCATION_EXPECTED', at: null };
  if (ledger.status !== 'NONE') return { step: 'MAY_CALL', at: null };
  if (ledger.openRequest !== null) {
    return { step: 'AWAIT_ANSWER', at: ledger.openRequest.expiresAt };
  }
  const { retryAt } = ledger.requests;
  return retryAt === null ? { step: 'MAY_REQUEST', at: null } : { step: 'WAIT', at: retryAt };
}
