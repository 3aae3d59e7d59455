import type { TenantContext } from '#patchbay/kernel';

/** Injection token of the SdpReader that the context of calls provides. */
export const SDP_READER = Symbol('SdpReader');

/**
 * Reads the SDP of a call at the moment a message leaves. Undefined when it has been wiped. SDP holds
 * keys, so it is never copied into a message.
 */
export interface SdpReader {
  read(tenant: TenantContext, callId: string, kind: string): Promise<string | undefined>;
}
