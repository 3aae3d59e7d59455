import { Injectable } from '@nestjs/common';
import type { AdmissionRequest, Verdict } from '#patchbay/admission';
import type { TenantTransaction } from '#patchbay/database';
import { AppError, badInput, type TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { requireMetaLegSdp } from '../domain/meta-leg-sdp.js';
import { requireSdp } from '../domain/sdes-sdp.js';
import type { CheckedSdp, SdpWarning } from '../domain/webrtc-sdp-note.js';
import type { CallOptions, CallRecord, KeptMetaError } from '../persistence/call.repository.js';
import type { ConsumerIdentity } from '../persistence/consumer.repository.js';
import { AdmitCall } from './admit-call.js';
import { CallCommands } from './call-commands.js';
import { checkedCaptures, type CapturesInput } from './check-captures.js';
import { PlacingRequests } from './placing-requests.js';
import { CallDetails } from './read-calls.js';
import { checkedTenantData } from './ringing-call.js';
import type { CallView } from './call-view.js';

export interface PlaceCallInput extends CapturesInput {
  /** Meta's id of the number that calls. */
  readonly phoneNumberId: string;
  readonly consumer: { readonly waId?: string | undefined; readonly userId?: string | undefined };
  readonly mode: 'TRUNK' | 'SDES' | 'PASSTHROUGH';
  readonly sdpOffer?: string | undefined;
  readonly bizOpaqueCallbackData?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

export type PlaceCallOutcome =
  /** Meta took the call, or the outcome is still open (then its state is QUEUED). */
  | {
      readonly kind: 'placed';
      readonly call: CallView;
      /** Of our media node; of Meta, where sound is passed through, if it has come already. */
      readonly sdpAnswer: string | null;
      readonly sdpWarnings: readonly SdpWarning[];
    }
  | { readonly kind: 'not_admitted'; readonly verdicts: readonly Verdict[] }
  | { readonly kind: 'refused_by_meta'; readonly call: CallView; readonly metaError: KeptMetaError }
  | { readonly kind: 'media_unavailable'; readonly call: CallView }
  | { readonly kind: 'mode_not_supported'; readonly mode: string };

interface ToWrite {
  readonly callId: string;
  readonly request: AdmissionRequest;
  readonly input: PlaceCallInput;
  readonly sdp: string;
  readonly options: CallOptions | undefined;
}

/** Places a business-initiated call. */
@Injectable()
export class PlaceCall {
  constructor(
    private readonly commands: CallCommands,
    private readonly details: CallDetails,
    private readonly admit: AdmitCall,
    private readonly requests: PlacingRequests,
  ) {}

  async execute(tenant: TenantContext, input: PlaceCallInput): Promise<PlaceCallOutcome> {
    const sinceMs = performance.now();
    if (input.mode === 'TRUNK') return this.#byTrunk(tenant, input);
    const { sdp, warnings: sdpWarnings } = checkedInput(input);
    const options = checkedCaptures(input);
    const { idempotencyKey: key, phoneNumberId, ...rest } = input;
    const definition = CALL_USE_CASES.placeCall;
    const asked = { tenant, definition, phoneNumberId, key, input: rest };
    const begun = await this.requests.inTurn(asked, (request) => {
      const wish = { numberId: request.subjectId, consumer: identityOf(input) };
      return this.admit.execute(request, wish, (tx, callId, admitted) =>
        this.#write(tx, { callId, request: admitted, input, sdp, options }),
      );
    });
    if (begun.kind !== 'begun') return begun;
    const { callId } = begun;
    const record = await this.commands.settle(tenant, callId, isAnsweredByMeta, sinceMs);
    const outcome = await this.#outcome(tenant, record);
    return outcome.kind === 'placed' ? { ...outcome, sdpWarnings } : outcome;
  }

  /** The door for SIP trunks. A number that is not the tenant's is told of first, as everywhere. */
  async #byTrunk(
    tenant: TenantContext,
    { phoneNumberId, mode }: PlaceCallInput,
  ): Promise<PlaceCallOutcome> {
    await this.requests.numberOf(tenant, phoneNumberId);
    return { kind: 'mode_not_supported', mode };
  }

  async #write(tx: TenantTransaction, call: ToWrite): Promise<void> {
    const { callId, request, input, sdp, options } = call;
    const { bizOpaqueCallbackData, mode } = input;
    await this.commands.keep(tx, {
      callId,
      kind: 'placed',
      data: { mode },
      ...(options && { options }),
      head: {
        direction: 'BUSINESS_INITIATED',
        numberId: request.number.id,
        consumerId: request.consumerId,
        ...(bizOpaqueCallbackData && { bizOpaqueCallbackData }),
      },
      sdp: { kind: 'TENANT_REMOTE', sdp },
    });
  }

  async #outcome(tenant: TenantContext, record: CallRecord): Promise<PlaceCallOutcome> {
    const call = await this.commands.view(tenant, record);
    const { connect_refused, media_failed } = record.facts;
    if (connect_refused !== undefined && record.metaError !== null) {
      return { kind: 'refused_by_meta', call, metaError: record.metaError };
    }
    if (connect_refused !== undefined) {
      throw new AppError('UPSTREAM_UNAVAILABLE', { what: 'Meta' });
    }
    if (media_failed?.data.reason === 'BAD_SDP') {
      throw badInput('media.sdpOffer', String(media_failed.data.detail));
    }
    if (media_failed !== undefined) return { kind: 'media_unavailable', call };
    const kind = record.mediaMode === 'PASSTHROUGH' ? 'META_REMOTE' : 'TENANT_LOCAL';
    const sdpAnswer = await this.details.read(tenant, record.id, kind);
    return { kind: 'placed', call, sdpAnswer: sdpAnswer ?? null, sdpWarnings: [] };
  }
}

/** A request that Meta left unanswered decides nothing: the call may show itself meanwhile. */
function isAnsweredByMeta({ facts }: CallRecord): boolean {
  const { connect_accepted, connect_refused, answer_received, ringing, media_failed } = facts;
  const isTaken = connect_accepted ?? answer_received ?? ringing ?? facts.accepted;
  return (isTaken ?? connect_refused ?? media_failed) !== undefined;
}

function identityOf({ consumer }: PlaceCallInput): ConsumerIdentity {
  const { waId, userId } = consumer;
  return { ...(waId && { waId }), ...(userId && { userId }) };
}

function checkedInput({ consumer, sdpOffer, ...input }: PlaceCallInput): CheckedSdp {
  if (!consumer.waId && !consumer.userId) {
    throw badInput('consumer', 'needs a waId (digits) or a userId (BSUID)');
  }
  if (consumer.waId && !/^\d{5,15}$/.test(consumer.waId)) {
    throw badInput('consumer.waId', 'must be digits with the country code and without +');
  }
  checkedTenantData(input.bizOpaqueCallbackData);
  const field = 'media.sdpOffer';
  if (sdpOffer === undefined) throw badInput(field, `is needed in the mode ${input.mode}`);
  if (input.mode === 'PASSTHROUGH') return requireMetaLegSdp(field, sdpOffer);
  // For the media node, which carries Opus and telephone events only.
  return requireSdp(field, sdpOffer, { keying: 'SDES', role: 'OFFER', additionalCodecs: [] });
}
