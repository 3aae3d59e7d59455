import { parseSdp } from '../../media/session-description.js';
import type { BusinessNumber } from '../../world/assets.js';
import { startBusinessCall } from '../../world/business-calls.js';
import type { SimCall } from '../../world/call.js';
import { isCallingEnabled, isSipMode } from '../../world/calling-settings.js';
import { refusalOfStep } from '../../world/call-states.js';
import { endCall } from '../../world/end-call.js';
import { hasPaymentMethod } from '../../world/rules/number-rules.js';
import { refusalByNumber, refusalByUser } from '../../world/rules/start-refusals.js';
import { accept, preAccept } from '../../world/user-calls.js';
import type { World } from '../../world/world.js';
import { type CallBody, type ConnectBody, parseCallsBody } from './calls-body.js';
import { callingError } from '../calling-errors.js';
import { GraphError, invalidParameter } from '../graph-error.js';
import { refusalOfSdp, sdpTerms } from './sdp-rules.js';

/** What a request did: the answer's body and the call it was about. */
export interface Outcome {
  readonly body: unknown;
  readonly call: SimCall;
}

type RawBody = Readonly<Record<string, unknown>>;

/** The five actions of the calls endpoint, held against the world's state. */
export class CallActions {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Does what the body asks, or throws the GraphError that refuses it. The number's state is looked
   * at first, then the body, then the user, at last what other calls leave free.
   */
  apply(number: BusinessNumber, raw: RawBody): Promise<Outcome> | Outcome {
    this.#requireOpen(number, raw);
    const body = parseCallsBody(raw);
    return body.action === 'connect'
      ? this.#connect(number, body)
      : this.#actOn(this.#callOf(number, body), body);
  }

  #requireOpen(number: BusinessNumber, { action, recipient, to }: RawBody): void {
    if (action === 'connect') {
      const refusal = refusalByNumber(this.#world, {
        number,
        consumer: undefined,
        recipient: String(to ?? recipient),
      });
      if (refusal !== undefined) throw refusal;
      return;
    }
    if (!isCallingEnabled(number.calling)) throw callingError('notEnabled');
    if (isSipMode(number.calling)) throw callingError('sipEnabled');
    const isAnswer = action === 'pre_accept' || action === 'accept';
    if (isAnswer && !hasPaymentMethod(this.#world, number)) throw callingError('noPaymentMethod');
  }

  async #connect(number: BusinessNumber, body: ConnectBody): Promise<Outcome> {
    const sdp = refusalOfSdp(body.session.sdp, sdpTerms(number));
    if (sdp !== undefined) throw invalidParameter(sdp);
    // The number wins when both are given.
    const recipient = body.to?.replace(/\D/g, '') ?? body.recipient ?? '';
    const consumer = this.#world.directory.consumer(recipient);
    const refusal = refusalByUser(this.#world, { number, consumer, recipient });
    if (refusal !== undefined) throw refusal;
    if (consumer === undefined) throw callingError('receiverUncallable');
    const call = await startBusinessCall(this.#world, {
      number,
      consumer,
      sdpOffer: body.session.sdp,
      bizOpaqueCallbackData: body.biz_opaque_callback_data,
      recording: body.recording,
      transcription: body.transcription,
    });
    return { call, body: { messaging_product: 'whatsapp', calls: [{ id: call.wacid }] } };
  }

  #callOf(number: BusinessNumber, body: CallBody): SimCall {
    const call = this.#world.calls.find(body.call_id);
    if (call?.number.phoneNumberId === number.phoneNumberId) return call;
    throw this.#wrongState(`Call ${body.call_id} was not found for this phone number`);
  }

  #actOn(call: SimCall, body: CallBody): Outcome {
    const refusal = refusalOfStep(call.direction, call.state, body.action);
    if (refusal !== undefined) throw this.#refusal(call, body, refusal);
    if (body.action === 'pre_accept') {
      this.#checkAnswer(call, body.session.sdp);
      preAccept(call, body.session.sdp);
    } else if (body.action === 'accept') {
      this.#checkAnswer(call, body.session.sdp);
      call.bizOpaqueCallbackData = body.biz_opaque_callback_data;
      call.recording = body.recording;
      call.transcription = body.transcription;
      accept(this.#world, call, body.session.sdp);
    } else {
      endCall(this.#world, call, { by: 'business', status: 'COMPLETED', action: body.action });
    }
    return { call, body: { messaging_product: 'whatsapp', success: true } };
  }

  #refusal(call: SimCall, { action }: CallBody, reason: string): GraphError {
    const isLate = call.end?.by === 'time' && (action === 'pre_accept' || action === 'accept');
    if (isLate && this.#world.switches.isLateAnswerTimeout) return callingError('connectTimeout');
    if (call.end?.action === 'reject')
      return this.#wrongState('Reject call is already in progress');
    const isUsersEnd = call.end?.by === 'consumer';
    return this.#wrongState(
      isUsersEnd ? `${reason} The WhatsApp user has already terminated the call.` : reason,
    );
  }

  #checkAnswer(call: SimCall, sdp: string): void {
    if (call.answerSdp !== undefined && call.answerSdp !== sdp) {
      throw this.#wrongState(
        'SDP answer provided in accept does not match the SDP answer given in pre_accept',
      );
    }
    const { additionalCodecs, keying, localSdp } = call;
    const refusal = refusalOfSdp(sdp, { additionalCodecs, keying, offer: parseSdp(localSdp) });
    if (refusal !== undefined) throw invalidParameter(refusal);
  }

  /** No page says which code these have. */
  #wrongState(details: string): GraphError {
    const code = this.#world.switches.wrongStateCode;
    return code === 100
      ? invalidParameter(details)
      : new GraphError({ httpStatus: 400, code, title: 'Parameter value is not valid', details });
  }
}
