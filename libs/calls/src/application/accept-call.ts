import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#patchbay/database';
import { badInput, type TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { isEnded } from '../domain/call-state.js';
import { mustHangUp } from '../domain/hang-up-reasons.js';
import { requireMetaLegSdp } from '../domain/meta-leg-sdp.js';
import { requireSdp } from '../domain/sdes-sdp.js';
import type { CheckedSdp, SdpWarning } from '../domain/webrtc-sdp-note.js';
import type { CallOptions, CallRecord, KeptMetaError } from '../persistence/call.repository.js';
import { CallCommands } from './call-commands.js';
import type { CallView } from './call-view.js';
import { giveAnswer } from './give-answer.js';
import { checkedCaptures, type CapturesInput } from './check-captures.js';
import { requireCall } from './read-calls.js';
import { checkedTenantData, type NotRinging, refusalOfRinging } from './ringing-call.js';

export interface AcceptCallInput extends CapturesInput {
  readonly callId: string;
  /** The answer to the offer that came in `call.connect`: SDES, or WebRTC where sound is passed through. */
  readonly sdpAnswer: string;
  /** Comes back in every event of the call. */
  readonly bizOpaqueCallbackData?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

export type AcceptCallOutcome =
  /** Accepted at Meta, or still on its way there (then its state is CONNECTING). */
  | {
      readonly kind: 'accepted';
      readonly call: CallView;
      readonly sdpWarnings: readonly SdpWarning[];
    }
  /** Meta wants the answer of `preAcceptCall` once more. */
  | { readonly kind: 'answer_changed' }
  | { readonly kind: 'refused_by_meta'; readonly call: CallView; readonly metaError: KeptMetaError }
  /** It ended while it was being accepted. */
  | { readonly kind: 'ended'; readonly call: CallView }
  | NotRinging;

type Begun =
  | { readonly kind: 'begun'; readonly sdpWarnings: readonly SdpWarning[] }
  | { readonly kind: 'answer_changed' }
  | NotRinging;

/** Answers a user-initiated call. The same answer again is no error, while another one is. */
@Injectable()
export class AcceptCall {
  constructor(private readonly commands: CallCommands) {}

  async execute(tenant: TenantContext, input: AcceptCallInput): Promise<AcceptCallOutcome> {
    const { callId, idempotencyKey: key, ...rest } = input;
    const bizOpaqueCallbackData = checkedTenantData(input.bizOpaqueCallbackData);
    const captures = checkedCaptures(input);
    const options = { ...captures, ...(bizOpaqueCallbackData && { bizOpaqueCallbackData }) };
    const begun = await this.commands.useCases.change<Begun>(
      {
        tenant,
        definition: CALL_USE_CASES.acceptCall,
        subjectId: callId,
        idempotency: { key, input: { callId, ...rest } },
      },
      (tx) => this.#begin(tx, input, options),
    );
    if (begun.kind !== 'begun') return begun;
    const record = await this.commands.settle(tenant, callId, isSettled);
    const { facts, metaError } = record;
    const failed = facts.tenant_answer_failed;
    if (failed?.data.reason === 'BAD_SDP') throw badInput('sdpAnswer', String(failed.data.detail));
    const call = await this.commands.view(tenant, record);
    const isRefused = facts.accept_failed ?? facts.pre_accept_failed;
    if (isRefused && metaError) return { kind: 'refused_by_meta', call, metaError };
    // Meta took the answer, and the call is being ended all the same.
    const isOver = isEnded(record.state) || mustHangUp(record.direction, facts);
    if (isRefused !== undefined || isOver) return { kind: 'ended', call };
    return { kind: 'accepted', call, sdpWarnings: begun.sdpWarnings };
  }

  async #begin(
    tx: TenantTransaction,
    { callId, sdpAnswer }: AcceptCallInput,
    options: CallOptions,
  ): Promise<Begun> {
    const call = await requireCall(tx, callId);
    const refusal = await refusalOfRinging(tx, this.commands, call);
    const isAnswered = call.facts.tenant_accepted !== undefined;
    if (refusal !== undefined && !isAnswered) return refusal;
    const { sdp, warnings: sdpWarnings } = await this.#checked(tx, call, sdpAnswer);
    const given = await giveAnswer(tx, this.commands, {
      call,
      kind: 'tenant_accepted',
      sdp,
      options,
    });
    if (given === 'other' || (refusal !== undefined && given !== 'known')) {
      // Somebody else has answered, unless it was pre-accepted with another answer.
      const isTaken = call.facts.tenant_pre_accepted === undefined;
      const taken: Begun = isTaken
        ? { kind: 'not_ringing', state: 'CONNECTING' }
        : { kind: 'answer_changed' };
      return tx.refuse(refusal ?? taken);
    }
    return { kind: 'begun', sdpWarnings };
  }

  async #checked(tx: TenantTransaction, call: CallRecord, text: string): Promise<CheckedSdp> {
    if (call.mediaMode !== 'PASSTHROUGH') {
      // For the media node, which carries Opus and telephone events only.
      const terms = { keying: 'SDES', role: 'ANSWER', additionalCodecs: [] } as const;
      return requireSdp('sdpAnswer', text, terms);
    }
    const answers = await this.commands.sdpOf(tx, call.id, 'META_REMOTE');
    return requireMetaLegSdp('sdpAnswer', text, { answers });
  }
}

function isSettled({ facts }: CallRecord): boolean {
  const { accept_done, accept_failed, pre_accept_failed, tenant_answer_failed } = facts;
  return (accept_done ?? accept_failed ?? pre_accept_failed ?? tenant_answer_failed) !== undefined;
}
