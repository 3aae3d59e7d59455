import { Injectable } from '@nestjs/common';
import type { TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { requireMetaLegSdp } from '../domain/meta-leg-sdp.js';
import type { SdpWarning } from '../domain/webrtc-sdp-note.js';
import { isEnded } from '../domain/call-state.js';
import type { KeptMetaError } from '../persistence/call.repository.js';
import { CallCommands } from './call-commands.js';
import type { CallView } from './call-view.js';
import { giveAnswer } from './give-answer.js';
import { requireCall } from './read-calls.js';
import { type NotRinging, refusalOfRinging } from './ringing-call.js';

export interface PreAcceptCallInput {
  readonly callId: string;
  /** The WebRTC answer to Meta's offer in `call.connect`; `acceptCall` must give the same. */
  readonly sdpAnswer: string;
  readonly idempotencyKey?: string | undefined;
}

export type PreAcceptCallOutcome =
  /** Meta sets its media up, or the request is still on its way there. */
  | {
      readonly kind: 'pre_accepted';
      readonly call: CallView;
      readonly sdpWarnings: readonly SdpWarning[];
    }
  | { readonly kind: 'refused_by_meta'; readonly call: CallView; readonly metaError: KeptMetaError }
  | { readonly kind: 'ended'; readonly call: CallView }
  /** The platform's media node answers Meta, and pre-accepts by itself. */
  | { readonly kind: 'mode_not_supported'; readonly mode: string }
  /** It was pre-accepted with another answer. */
  | { readonly kind: 'answer_changed' }
  | NotRinging;

type Begun =
  | { readonly kind: 'begun'; readonly sdpWarnings: readonly SdpWarning[] }
  | Extract<PreAcceptCallOutcome, { kind: 'mode_not_supported' | 'answer_changed' }>
  | NotRinging;

/**
 * Lets Meta set media up towards the tenant before the call is answered, so that no sound is lost
 * when it is. For calls whose sound is passed through.
 */
@Injectable()
export class PreAcceptCall {
  constructor(private readonly commands: CallCommands) {}

  async execute(tenant: TenantContext, input: PreAcceptCallInput): Promise<PreAcceptCallOutcome> {
    const { callId, sdpAnswer, idempotencyKey: key } = input;
    const begun = await this.commands.useCases.change<Begun>(
      {
        tenant,
        definition: CALL_USE_CASES.preAcceptCall,
        subjectId: callId,
        idempotency: { key, input: { callId, sdpAnswer } },
      },
      async (tx) => {
        const call = await requireCall(tx, callId);
        const { mediaMode: mode } = call;
        const refusal = await refusalOfRinging(tx, this.commands, call);
        if (refusal !== undefined) return refusal;
        if (mode !== 'PASSTHROUGH') return { kind: 'mode_not_supported', mode };
        const answers = await this.commands.sdpOf(tx, callId, 'META_REMOTE');
        const { sdp, warnings } = requireMetaLegSdp('sdpAnswer', sdpAnswer, { answers });
        const answer = { call, kind: 'tenant_pre_accepted', sdp } as const;
        const given = await giveAnswer(tx, this.commands, answer);
        if (given === 'other') return tx.refuse({ kind: 'answer_changed' });
        return { kind: 'begun', sdpWarnings: warnings };
      },
    );
    if (begun.kind !== 'begun') return begun;
    const record = await this.commands.settle(
      tenant,
      callId,
      ({ facts }) => (facts.pre_accept_done ?? facts.pre_accept_failed) !== undefined,
    );
    const call = await this.commands.view(tenant, record);
    const { metaError, facts, state } = record;
    if (facts.pre_accept_failed && metaError) return { kind: 'refused_by_meta', call, metaError };
    if (facts.pre_accept_failed || isEnded(state)) return { kind: 'ended', call };
    return { kind: 'pre_accepted', call, sdpWarnings: begun.sdpWarnings };
  }
}
