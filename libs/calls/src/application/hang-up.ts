import { Injectable } from '@nestjs/common';
import type { TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import type { FactData } from '../domain/call-fact.js';
import { isEnded } from '../domain/call-state.js';
import type { CallRecord, KeptMetaError } from '../persistence/call.repository.js';
import { CallCommands } from './call-commands.js';
import type { CallView } from './call-view.js';
import { requireCall } from './read-calls.js';
import { type NotRinging, refusalOfRinging } from './ringing-call.js';

export interface HangUpInput {
  readonly callId: string;
  readonly idempotencyKey?: string | undefined;
}

/** Meta does not let us, such as without access to the number; it is tried again until it does. */
interface RefusedByMeta {
  readonly kind: 'refused_by_meta';
  readonly call: CallView;
  readonly metaError: KeptMetaError;
}

export type RejectCallOutcome =
  { readonly kind: 'rejected'; readonly call: CallView } | RefusedByMeta | NotRinging;

export type TerminateCallOutcome =
  | { readonly kind: 'terminated'; readonly call: CallView }
  | RefusedByMeta
  /** Somebody else's call of the same number. */
  | { readonly kind: 'not_controlled' };

type Begun = { readonly kind: 'begun' } | NotRinging;
type Ending = { readonly kind: 'begun' } | { readonly kind: 'not_controlled' };

/** Turns a user-initiated call away. To do so again is no error. */
@Injectable()
export class RejectCall {
  constructor(private readonly commands: CallCommands) {}

  async execute(tenant: TenantContext, input: HangUpInput): Promise<RejectCallOutcome> {
    const { callId, idempotencyKey: key } = input;
    const begun = await this.commands.useCases.change<Begun>(
      {
        tenant,
        definition: CALL_USE_CASES.rejectCall,
        subjectId: callId,
        idempotency: { key, input: { callId } },
      },
      async (tx) => {
        const call = await requireCall(tx, callId);
        if (isRejected(call)) return { kind: 'begun' };
        const refusal = await refusalOfRinging(tx, this.commands, call);
        if (refusal !== undefined) return refusal;
        const { traceparent } = call;
        await this.commands.keep(tx, { callId, kind: 'tenant_rejected', traceparent });
        return { kind: 'begun' };
      },
    );
    if (begun.kind !== 'begun') return begun;
    const record = await this.commands.settle(tenant, callId, isTold);
    const call = await this.commands.view(tenant, record);
    return refusalOfMeta(record, call) ?? { kind: 'rejected', call };
  }
}

/** Ends a call in either direction. A call that has ended stays as it is: that is no error. */
@Injectable()
export class TerminateCall {
  constructor(private readonly commands: CallCommands) {}

  async execute(tenant: TenantContext, input: HangUpInput): Promise<TerminateCallOutcome> {
    const { callId, idempotencyKey: key } = input;
    const begun = await this.commands.useCases.change<Ending>(
      {
        tenant,
        definition: CALL_USE_CASES.terminateCall,
        subjectId: callId,
        idempotency: { key, input: { callId } },
      },
      async (tx) => {
        const { state, traceparent, control } = await requireCall(tx, callId);
        if (control === 'FOREIGN') return { kind: 'not_controlled' };
        if (!isEnded(state)) {
          await this.commands.keep(tx, { callId, kind: 'tenant_terminated', traceparent });
        }
        return { kind: 'begun' };
      },
    );
    if (begun.kind !== 'begun') return begun;
    const record = await this.commands.settle(tenant, callId, isTold);
    const call = await this.commands.view(tenant, record);
    return refusalOfMeta(record, call) ?? { kind: 'terminated', call };
  }
}

/** The tenant turned it away before anybody answered it: whatever became of it, that is settled. */
function isRejected({ facts, state }: CallRecord): boolean {
  const { tenant_rejected, tenant_accepted } = facts;
  return tenant_rejected !== undefined && (tenant_accepted === undefined || state === 'REJECTED');
}

function isTold({ facts }: CallRecord): boolean {
  return (facts.terminate_done ?? facts.reject_done ?? facts.hang_up_refused) !== undefined;
}

/** Ending a call that has ended succeeds, whatever Meta said to an earlier try. */
function refusalOfMeta({ facts, state }: CallRecord, call: CallView): RefusedByMeta | undefined {
  const { hang_up_refused, terminate_done, reject_done } = facts;
  const isDone = isEnded(state) || (terminate_done ?? reject_done) !== undefined;
  if (hang_up_refused === undefined || isDone) return undefined;
  return { kind: 'refused_by_meta', call, metaError: metaErrorIn(hang_up_refused.data) };
}

function metaErrorIn({ metaCode, title, details, fbtraceId }: FactData): KeptMetaError {
  const textOf = (value: FactData[string] | undefined): string | null =>
    typeof value === 'string' ? value : null;
  return {
    code: typeof metaCode === 'number' ? metaCode : 0,
    title: textOf(title) ?? '',
    details: textOf(details),
    fbtraceId: textOf(fbtraceId),
  };
}
