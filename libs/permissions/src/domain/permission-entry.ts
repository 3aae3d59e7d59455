/** What a line of the ledger can say. */
export const ENTRY_KINDS = [
  'REQUESTED', // a permission request of ours was sent
  'GRANTED', // the consumer allowed calls; without an end the permission is permanent
  'REJECTED', // the consumer turned a request down
  'REVOKED', // the permission was taken back, by the consumer or by Meta
  'EXPIRED', // a temporary permission ended: Meta does not tell, so we enter it
  'UNANSWERED', // a call of the business that nobody picked up
  'NUDGED', // so many in a row that WhatsApp asks the consumer to reconsider
  'REVOCATION_EXPECTED', // so many that Meta takes the permission back
  'RECONCILED', // Meta's own figure, where it differed from ours
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/**
 * How a permission came, or went: `REQUEST` and `TEMPLATE` answer a free-form and a template request,
 * `CALLBACK` followed from a call of the consumer's, `PROFILE` was chosen in the business's profile,
 * `AUTOMATIC` was Meta's doing, `META` is what Meta said when it was asked.
 */
export const PERMISSION_SOURCES = [
  'REQUEST',
  'TEMPLATE',
  'CALLBACK',
  'PROFILE',
  'AUTOMATIC',
  'META',
] as const;
export type PermissionSource = (typeof PERMISSION_SOURCES)[number];

export type PermissionStatus = 'NONE' | 'TEMPORARY' | 'PERMANENT';

/** What a line says beside its kind. Ids only, never an identity. */
export interface EntryDetail {
  /** RECONCILED: what Meta said. */
  readonly status?: PermissionStatus;
  /** RECONCILED: what the ledger had said. */
  readonly previous?: PermissionStatus;
  /** The message of ours that was answered, by Meta's id. */
  readonly requestMessageId?: string;
  /** The call that it followed from, by Meta's id. */
  readonly wacid?: string;
  /** NUDGED, REVOCATION_EXPECTED: how many calls in a row. */
  readonly unanswered?: number;
}

/** One line of the ledger of a number and a consumer. */
export interface LedgerEntry {
  readonly id: string;
  readonly kind: EntryKind;
  /** What makes a repetition the same entry: a message, a call. */
  readonly key: string;
  readonly source: PermissionSource | null;
  readonly at: Date;
  /** GRANTED and RECONCILED: when a temporary permission ends; null when it is permanent. */
  readonly expiresAt: Date | null;
  readonly detail: EntryDetail;
}

/** What decided whether the business may call, latest last; Meta's webhook before its answer. */
export function inOrder(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  // Of one second a webhook tells more than the answer we asked for: that has no finer time.
  const rank = ({ kind }: LedgerEntry): number => (kind === 'RECONCILED' ? 0 : 1);
  return [...entries].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || rank(a) - rank(b) || (a.id < b.id ? -1 : 1),
  );
}
