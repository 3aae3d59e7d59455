import type { TenantTransaction } from '#patchbay/database';
import type { CallOptions, CallRecord } from '../persistence/call.repository.js';
import type { CallCommands } from './call-commands.js';

export interface AnswerToGive {
  readonly call: CallRecord;
  readonly kind: 'tenant_pre_accepted' | 'tenant_accepted';
  readonly sdp: string;
  readonly options?: CallOptions;
}

/**
 * Keeps a tenant's answer to an offer, in the caller's transaction, unless the call has one. `given`: it
 * is kept. `known`: the same was given by the same command before, and nothing is added. `other`: the
 * call has another answer, perhaps of somebody who was a moment faster; what the transaction wrote
 * must not be kept.
 */
export async function giveAnswer(
  tx: TenantTransaction,
  commands: CallCommands,
  { call, kind, sdp, options = {} }: AnswerToGive,
): Promise<'given' | 'known' | 'other'> {
  const { id: callId, traceparent } = call;
  const before = await commands.sdpOf(tx, callId, 'TENANT_REMOTE');
  if (before !== undefined && before !== sdp) return 'other';
  if (before !== undefined && call.facts[kind] !== undefined) return 'known';
  await commands.keep(tx, {
    callId,
    kind,
    sdp: { kind: 'TENANT_REMOTE', sdp },
    ...(Object.keys(options).length > 0 && { options }),
    traceparent,
  });
  // Of two that come at once one waits for the other here, and finds the other's answer kept.
  const kept = await commands.sdpOf(tx, callId, 'TENANT_REMOTE');
  return kept === sdp ? 'given' : 'other';
}
