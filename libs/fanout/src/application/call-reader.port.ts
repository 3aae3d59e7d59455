import type { TenantContext } from '#patchbay/kernel';

/** Injection token of the CallReader that the context of calls provides. */
export const CALL_READER = Symbol('CallReader');

/** The WhatsApp user of a call, as far as known; empty once erased. */
export interface CalledConsumer {
  readonly waId?: string;
  readonly userId?: string;
  readonly name?: string;
}

/**
 * Reads, at the moment a message leaves, what a message may carry but not keep: SDP, for it holds
 * keys, and the consumer's identity, for it can be erased.
 */
export interface CallReader {
  /** An SDP of the call; undefined when it has been wiped. */
  read(tenant: TenantContext, callId: string, kind: string): Promise<string | undefined>;
  readConsumer(tenant: TenantContext, callId: string): Promise<CalledConsumer>;
}
