import { Injectable } from '@nestjs/common';
import type { TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { isEnded } from '../domain/call-state.js';
import { CallCommands } from './call-commands.js';
import type { CallView } from './call-view.js';
import { requireCall } from './read-calls.js';
import { type NotRinging, refusalOfRinging } from './ringing-call.js';

export interface HangUpInput {
  readonly callId: string;
  readonly idempotencyKey?: string | undefined;
}

export type RejectCallOutcome = { readonly kind: 'rejected'; readonly call: CallView } | NotRinging;

export type TerminateCallOutcome =
  | { readonly kind: 'terminated'; readonly call: CallView }
  /** Somebody else's call of the same number. */
  | { readonly kind: 'not_controlled' };

type Begun = { readonly kind: 'begun' } | NotRinging;
type Ending = { readonly kind: 'begun' } | { readonly kind: 'not_controlled' };

/** Turns a user-initiated call away. */
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
        const refusal = await refusalOfRinging(tx, this.commands, call);
        if (refusal !== undefined) return refusal;
        const { traceparent } = call;
        await this.commands.keep(tx, { callId, kind: 'tenant_rejected', traceparent });
        return { kind: 'begun' };
      },
    );
    if (begun.kind !== 'begun') return begun;
    const record = await this.commands.settle(
      tenant,
      callId,
      ({ facts }) => (facts.reject_done ?? facts.terminate_done) !== undefined,
    );
    return { kind: 'rejected', call: await this.commands.view(tenant, record) };
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
    const record = await this.commands.settle(
      tenant,
      callId,
      ({ facts }) => (facts.terminate_done ?? facts.reject_done) !== undefined,
    );
    return { kind: 'terminated', call: await this.commands.view(tenant, record) };
  }
}
