import type { TenantTransaction } from '#patchbay/database';
import type { Envelope } from '#patchbay/kernel';
import type { DisconnectedBy, TerminationCause } from '../domain/call-cause.js';
import type { CallDirection } from '../domain/call-fact.js';
import { payloadsOf } from '../domain/call-payloads.js';
import type { CallState } from '../domain/call-state.js';
import type {
  CallControl,
  CallRecord,
  CallSignalling,
  KeptMetaError,
  MediaMode,
} from '../persistence/call.repository.js';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';

/** A call as its tenant sees it. */
export interface CallView {
  readonly id: string;
  readonly numberId: string;
  readonly consumer: ConsumerIdentity;
  readonly direction: CallDirection;
  readonly state: CallState;
  readonly signalling: CallSignalling;
  readonly mediaMode: MediaMode;
  /** Meta's id of the request that placed or answered it. */
  readonly graphRequestId: string | null;
  readonly wacid: string | null;
  readonly bizOpaqueCallbackData: string | null;
  readonly ctaPayload: string | null;
  readonly deeplinkPayload: string | null;
  readonly control: CallControl;
  readonly endCode: string | null;
  readonly terminationCause: TerminationCause | null;
  readonly disconnectedBy: DisconnectedBy | null;
  readonly metaError: KeptMetaError | null;
  readonly startedAt: Date;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  readonly ringSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly billableSeconds: number | null;
}

/** Adds to calls who is at the other end of each. */
export async function viewsOf(
  tx: TenantTransaction,
  envelope: Envelope,
  calls: readonly CallRecord[],
): Promise<CallView[]> {
  const ids = [...new Set(calls.flatMap((call) => call.consumerId ?? []))];
  const consumers = await findConsumers(tx, envelope, ids);
  const byId = new Map(consumers.map((consumer) => [consumer.id, consumer.identity]));
  return calls.map((call) => ({
    id: call.id,
    numberId: call.numberId,
    consumer: byId.get(call.consumerId ?? '') ?? {},
    direction: call.direction,
    state: call.state,
    signalling: call.signalling,
    mediaMode: call.mediaMode,
    graphRequestId: call.graphRequestId,
    wacid: call.wacid,
    bizOpaqueCallbackData: call.bizOpaqueCallbackData,
    ...payloadsOf(call.facts),
    control: call.control,
    endCode: call.endCode,
    terminationCause: call.terminationCause,
    disconnectedBy: call.disconnectedBy,
    metaError: call.metaError,
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    endedAt: call.endedAt,
    ringSeconds: call.ringSeconds,
    talkSeconds: call.talkSeconds,
    billableSeconds: call.billableSeconds,
  }));
}
