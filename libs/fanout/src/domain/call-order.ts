/** A message that is not done with at an endpoint. */
export interface OpenDelivery {
  readonly callId: string | null;
  /** It is due, in the lane that asks, and nobody holds it. */
  readonly isSendable: boolean;
}

/**
 * Keeps the messages of a call in order: of those that are due, under way, or live and open, only
 * the oldest may leave, so the end of a call never overtakes a connect that still has a chance. A
 * message that merely waits for a later retry is not asked about and holds nobody: a receiver that
 * refuses one kind of message would else learn of the call's end a day late.
 */
export class CallOrder {
  readonly #waitingCalls = new Set<string>();

  /** Whether the message may leave now. Ask in the order in which the messages were made. */
  admits({ callId, isSendable }: OpenDelivery): boolean {
    if (callId === null) return isSendable;
    if (this.#waitingCalls.has(callId)) return false;
    this.#waitingCalls.add(callId);
    return isSendable;
  }
}
