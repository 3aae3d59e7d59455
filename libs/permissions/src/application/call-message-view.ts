import { type CallMessageState, stateAt } from '../domain/call-message.js';
import type { CallMessageRecord } from '../persistence/call-message.repository.js';

/** A message that asks for calls, or has a call button, as it is shown. */
export type CallMessageView = Omit<CallMessageRecord, 'leaseUntil' | 'endedAt'> & {
  readonly state: CallMessageState;
  /** When Meta gave it up, or refused it. */
  readonly failedAt: Date | null;
};

/** The message as it is at `now`. */
export function viewOf(record: CallMessageRecord, now: Date): CallMessageView {
  const { leaseUntil, endedAt, ...rest } = record;
  return { ...rest, state: stateAt({ state: record.state, leaseUntil }, now), failedAt: endedAt };
}
