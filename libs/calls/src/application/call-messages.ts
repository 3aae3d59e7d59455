import type { TenantTransaction } from '#patchbay/database';
import { type DeliveryDoorbell, type NewMessage, recordMessage } from '#patchbay/fanout';
import type { Clock } from '#patchbay/kernel';
import type { NumberAddress } from '#patchbay/numbers';
import type { CallPolicy } from '../domain/call-deadlines.js';
import type { ToldKind } from '../domain/call-decisions.js';
import { payloadsOf } from '../domain/call-payloads.js';
import { refusalOfCall } from '../domain/refusal-of-call.js';
import type { CallRecord } from '../persistence/call.repository.js';

interface Telling {
  readonly call: CallRecord;
  readonly kinds: readonly ToldKind[];
  readonly policy: CallPolicy;
  readonly number: NumberAddress | undefined;
}

function occurredAt(call: CallRecord, kind: ToldKind): Date {
  const { facts } = call;
  const fact = {
    'call.connect': facts.offered ?? facts.answer_received,
    'call.ringing': facts.ringing,
    'call.accepted': facts.accept_done ?? facts.accepted,
    'call.rejected': facts.rejected,
    'call.terminated': facts.terminated,
  }[kind];
  return fact === undefined ? (call.endedAt ?? call.startedAt) : new Date(fact.atMs);
}

/** Wherever Meta refused, `code` is the refusal's: the words of `placeCall`, in one place. */
function whyOf(call: CallRecord): Record<string, unknown> {
  const refusal = refusalOfCall(call);
  return { code: refusal?.code ?? call.endCode, refusal, metaError: call.metaError };
}

function endOfCall(call: CallRecord): Record<string, unknown> {
  return {
    ...whyOf(call),
    terminationCause: call.terminationCause,
    disconnectedBy: call.disconnectedBy,
    answeredAt: call.answeredAt?.toISOString() ?? null,
    endedAt: call.endedAt?.toISOString() ?? null,
    ringSeconds: call.ringSeconds,
    talkSeconds: call.talkSeconds,
    billableSeconds: call.billableSeconds,
  };
}

/** Of our media node; of Meta itself, where sound is passed through. */
function sdpKindOf({ mediaMode }: CallRecord): 'META_REMOTE' | 'TENANT_LOCAL' {
  return mediaMode === 'PASSTHROUGH' ? 'META_REMOTE' : 'TENANT_LOCAL';
}

function addressed(number: NumberAddress | undefined): Record<string, string | null> {
  const { wabaId = null, phoneNumberId = null, displayPhoneNumber = null } = number ?? {};
  return { wabaId, phoneNumberId, displayPhoneNumber };
}

function messageOf({ call, policy, number }: Omit<Telling, 'kinds'>, kind: ToldKind): NewMessage {
  const offeredAtMs = call.facts.offered?.atMs;
  const deadlineAt =
    kind === 'call.connect' && offeredAtMs !== undefined
      ? new Date(offeredAtMs + policy.answerWindowMs)
      : undefined;
  return {
    type: kind,
    callId: call.id,
    numberId: call.numberId,
    ...(number && { wabaRowId: number.wabaRowId }),
    data: {
      wacid: call.wacid,
      ...addressed(number),
      direction: call.direction,
      control: call.control,
      mediaMode: call.mediaMode,
      state: call.state,
      sequence: call.version,
      bizOpaqueCallbackData: call.bizOpaqueCallbackData,
      ...(deadlineAt && { deadlineAt: deadlineAt.toISOString() }),
      ...((kind === 'call.connect' || kind === 'call.terminated') && payloadsOf(call.facts)),
      ...(kind === 'call.rejected' && whyOf(call)),
      ...(kind === 'call.terminated' && endOfCall(call)),
    },
    ...(kind === 'call.connect' && { sdpKind: sdpKindOf(call) }),
    ...(deadlineAt && { expiresAt: deadlineAt }),
    occurredAt: occurredAt(call, kind),
    traceparent: call.traceparent,
  };
}

/** Writes what the tenant must be told, in the transaction in which it became true. */
export async function tellTenant(
  tx: TenantTransaction,
  clock: Clock,
  { kinds, ...telling }: Telling,
  doorbell: DeliveryDoorbell | undefined,
): Promise<void> {
  await Promise.all(
    kinds.map((kind) => recordMessage(tx, clock, messageOf(telling, kind), doorbell)),
  );
}
