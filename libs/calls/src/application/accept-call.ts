import { Injectable } from '@nestjs/common';
import { badInput, type TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { checkedSdes } from '../domain/sdes-sdp.js';
import { type CallState, isEnded, isRinging } from '../domain/call-state.js';
import { CallCommands } from './call-commands.js';
import type { CallView } from './call-view.js';
import { requireCall } from './read-calls.js';

export interface AcceptCallInput {
  readonly callId: string;
  /** The answer to the SDES offer that came in `call.connect`. */
  readonly sdpAnswer: string;
  readonly idempotencyKey?: string | undefined;
}

export type AcceptCallOutcome =
  /** Accepted at Meta, or still on its way there (then its state is CONNECTING). */
  | { readonly kind: 'accepted'; readonly call: CallView }
  | { readonly kind: 'not_ringing'; readonly state: CallState }
  /** It ended while it was being accepted. */
  | { readonly kind: 'ended'; readonly call: CallView };

type Begun = { readonly kind: 'begun' } | Extract<AcceptCallOutcome, { kind: 'not_ringing' }>;

/** Answers a user-initiated call. */
@Injectable()
export class AcceptCall {
  constructor(private readonly commands: CallCommands) {}

  async execute(tenant: TenantContext, input: AcceptCallInput): Promise<AcceptCallOutcome> {
    const sdp = checkedSdes('sdpAnswer', input.sdpAnswer);
    const { callId, idempotencyKey: key } = input;
    const begun = await this.commands.useCases.change<Begun>(
      {
        tenant,
        definition: CALL_USE_CASES.acceptCall,
        subjectId: callId,
        idempotency: { key, input: { callId, sdp } },
      },
      async (tx) => {
        const { direction, state, traceparent } = await requireCall(tx, callId);
        if (!isRinging({ direction, state })) {
          return { kind: 'not_ringing', state };
        }
        await this.commands.keep(tx, {
          callId,
          kind: 'tenant_accepted',
          sdp: { kind: 'TENANT_REMOTE', sdp },
          traceparent,
        });
        return { kind: 'begun' };
      },
    );
    if (begun.kind === 'not_ringing') return begun;
    const record = await this.commands.settle(
      tenant,
      callId,
      ({ facts }) => facts.accept_done !== undefined || facts.tenant_answer_failed !== undefined,
    );
    const failed = record.facts.tenant_answer_failed;
    if (failed?.data.reason === 'BAD_SDP') throw badInput('sdpAnswer', String(failed.data.detail));
    const call = await this.commands.view(tenant, record);
    return { kind: isEnded(record.state) ? 'ended' : 'accepted', call };
  }
}
