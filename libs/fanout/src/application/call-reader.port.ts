import type { TenantTransaction } from '#patchbay/database';

/** Injection token of the CallReader that the context of calls provides. */
export const CALL_READER = Symbol('CallReader');

/** The WhatsApp user of a call, as far as known; empty once erased. */
export interface CalledConsumer {
  readonly waId?: string;
  readonly userId?: string;
  readonly parentUserId?: string;
  readonly name?: string;
  readonly username?: string;
}

/** A call that a message is about, and which of its SDPs the message tells. */
export interface WantedCall {
  readonly callId: string;
  readonly sdpKind: string | null;
}

/** What was found; a part that was wiped or erased is missing. */
export interface CallParts {
  /** By call, and by consumer where a message is about no call. */
  readonly consumers: ReadonlyMap<string, CalledConsumer>;
  /** By `<call> <kind>`. */
  readonly sdps: ReadonlyMap<string, string>;
}

/**
 * Reads, as messages leave, what a message may carry but not keep: SDP, for it holds keys, and the
 * consumer's identity, for it can be erased. Two questions to the database, however many calls.
 */
export interface CallReader {
  read(
    tx: TenantTransaction,
    calls: readonly WantedCall[],
    consumerIds?: readonly string[],
  ): Promise<CallParts>;
}
