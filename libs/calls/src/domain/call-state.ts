import type { CallDirection } from './call-fact.js';

/** States of a call that lives. */
export const OPEN_STATES = [
  'QUEUED',
  'UNCONFIRMED',
  'OFFERED',
  'PRE_ACCEPTED',
  'RINGING',
  'CONNECTING',
  'IN_PROGRESS',
] as const;
/** How a call may have ended; it stays so. */
export const END_STATES = [
  'COMPLETED',
  'REJECTED',
  'NO_ANSWER',
  'CANCELED',
  'FAILED',
  'EXPIRED',
] as const;

export type OpenState = (typeof OPEN_STATES)[number];
export type EndState = (typeof END_STATES)[number];
export type CallState = OpenState | EndState;

export function isEnded(state: CallState): state is EndState {
  return (END_STATES as readonly string[]).includes(state);
}

/** Whether the tenant can still answer or turn the call away. */
export function isRinging({
  direction,
  state,
}: {
  direction: CallDirection;
  state: CallState;
}): boolean {
  return direction === 'USER_INITIATED' && (state === 'OFFERED' || state === 'PRE_ACCEPTED');
}
