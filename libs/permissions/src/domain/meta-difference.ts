import type { Ledger } from './ledger.js';
import type { MetaFigure } from './meta-figure.js';

/** Meta gives whole seconds, and its clock is not ours. */
const SAME_END_MS = 2000;

/**
 * Whether Meta's figure says something else than the ledger did. Of somebody nothing is known of, no
 * permission is no difference. Also Meta's word that a permission is there that should have been
 * revoked is one: the row of unanswered calls begins anew with it.
 */
export function differsFrom(ledger: Ledger, figure: MetaFigure): boolean {
  if (figure.status !== ledger.status) return true;
  if (ledger.isRevocationExpected) return true;
  if (figure.status !== 'TEMPORARY') return false;
  const { expiresAtMs } = figure;
  const ours = ledger.expiresAt?.getTime();
  if (expiresAtMs === undefined || ours === undefined) return false;
  return Math.abs(expiresAtMs - ours) > SAME_END_MS;
}
