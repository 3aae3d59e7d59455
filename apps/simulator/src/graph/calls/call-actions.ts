import { parseSdp } from '../../media/session-description.js';
import type { BusinessNumber } from '../../world/assets.js';
import { startBusinessCall } from '../../world/business-calls.js';
import type { SimCall } from '../../world/call.js';
import { isCallingEnabled } from '../../world/calling-settings.js';
import { refusalOfStep } from '../../world/call-states.js';
import { endCall } from '../../world/end-call.js';
import { accept, preAccept } from '../../world/user-calls.js';
import { DuplicateCall, type World } from '../../world/world.js';
import type { CallBody, CallsBody, ConnectBody } from './calls-body.js';
import { callingError } from '../calling-errors.js';
import { invalidParameter } from '../graph-error.js';
import { refusalOfSdp, sdpTerms } from './sdp-rules.js';

/** What a request did: the answer's body and the call it was about. */
export interface Outcome {
  readonly body: unknown;
  readonly call: SimCall;
}

/** The five actions of the calls endpoint, held against the world's state. */
export class CallActions {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Does what the body asks, or throws the GraphError that refuses it. */
  apply(number: BusinessNumber, body: CallsBody): Promise<Outcome> | Outcome {
    if (!isCallingEnabled(number.calling)) throw callingError('notEnabled');
    return body.action === 'connect'
      ? this.#connect(number, body)
      : this.#actOn(this.#callOf(number, body), body);
  }

  async #connect(number: BusinessNumber, body: ConnectBody): Promise<Outcome> {
    const { directory } = this.#world;
    // Meta prefers the number when both are given.
    const consumer = directory.consumer((body.to ?? body.recipient ?? '').replace(/^\+/, ''));
    if (consumer === undefined) throw callingError('receiverUncallable');
    const refusal = refusalOfSdp(body.session.sdp, sdpTerms(number));
    if (refusal !== undefined) throw invalidParameter(refusal);
    if (this.#world.permissions.state(number, consumer).status === 'no_permission') {
      throw callingError('noPermission');
    }
    try {
      const call = await startBusinessCall(this.#world, {
        number,
        consumer,
        sdpOffer: body.session.sdp,
        bizOpaqueCallbackData: body.biz_opaque_callback_data,
      });
      return { call, body: { messaging_product: 'whatsapp', calls: [{ id: call.wacid }] } };
    } catch (error) {
      if (error instanceof DuplicateCall) throw callingError('duplicateCall');
      throw error;
    }
  }

  #callOf(number: BusinessNumber, body: CallBody): SimCall {
    const call = this.#world.calls.find(body.call_id);
    if (call?.number.phoneNumberId !== number.phoneNumberId) {
      throw invalidParameter(`Call ${body.call_id} was not found for this phone number`);
    }
    return call;
  }

  #actOn(call: SimCall, body: CallBody): Outcome {
    const refusal = refusalOfStep(call.direction, call.state, body.action);
    if (refusal !== undefined) throw invalidParameter(refusal);
    if (body.action === 'pre_accept') {
      checkAnswer(call, body.session.sdp);
      preAccept(call, body.session.sdp);
    } else if (body.action === 'accept') {
      checkAnswer(call, body.session.sdp);
      call.bizOpaqueCallbackData = body.biz_opaque_callback_data;
      accept(this.#world, call, body.session.sdp);
    } else {
      endCall(this.#world, call, { by: 'business', status: 'COMPLETED' });
    }
    return { call, body: { messaging_product: 'whatsapp', success: true } };
  }
}

function checkAnswer(call: SimCall, sdp: string): void {
  if (call.answerSdp !== undefined && call.answerSdp !== sdp) {
    throw invalidParameter(
      'SDP answer provided in accept does not match the SDP answer given in pre_accept',
    );
  }
  const refusal = refusalOfSdp(sdp, sdpTerms(call.number, parseSdp(call.localSdp)));
  if (refusal !== undefined) throw invalidParameter(refusal);
}
