/** What a message is for: to ask for the permission to call, or to be called by a button. */
export type CallMessagePurpose = 'PERMISSION_REQUEST' | 'CALL_BUTTON';

/** In the business's own words, which needs an open window, or of an approved template. */
export type CallMessageForm = 'FREE_FORM' | 'TEMPLATE';

/** Whose idea it was: the tenant's, or the button of a number at a customer's first message. */
export type CallMessageOrigin = 'TENANT' | 'FIRST_CONTACT';

/**
 * What has become of a message. PENDING and SENDING: on its way to Meta. UNCONFIRMED: Meta may have
 * it, so it is not sent again; a status of Meta's may still tell. FAILED: Meta took it and could not
 * deliver it.
 */
export const CALL_MESSAGE_STATES = [
  'PENDING',
  'SENDING',
  'UNCONFIRMED',
  'SENT',
  'DELIVERED',
  'READ',
  'FAILED',
  'REFUSED',
  'NOT_SENT',
] as const;
export type CallMessageState = (typeof CALL_MESSAGE_STATES)[number];

/** Meta's words about a message, as they are kept. */
export interface MessageMetaError {
  readonly code: number;
  readonly title: string;
  readonly details: string | null;
  readonly fbtraceId: string | null;
}

/** When Meta told what about a message; statuses come in any order and more than once. */
export interface MessageTimes {
  readonly sentAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
  /** When Meta gave it up. */
  readonly endedAt: Date | null;
}

/** The state that Meta's statuses make, whatever their order; undefined before the first of them. */
export function stateByTimes({
  sentAt,
  deliveredAt,
  readAt,
  endedAt,
}: MessageTimes): CallMessageState | undefined {
  if (readAt !== null) return 'READ';
  if (deliveredAt !== null) return 'DELIVERED';
  if (endedAt !== null) return 'FAILED';
  return sentAt === null ? undefined : 'SENT';
}

/** The state as it is now: what nobody works at any more has come to its end by itself. */
export function stateAt(
  { state, leaseUntil }: { readonly state: CallMessageState; readonly leaseUntil: Date | null },
  now: Date,
): CallMessageState {
  if (leaseUntil === null || leaseUntil > now) return state;
  if (state === 'SENDING') return 'UNCONFIRMED';
  return state === 'PENDING' ? 'NOT_SENT' : state;
}
