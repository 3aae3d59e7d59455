import type { CallAction, CallCaptures } from '#patchbay/meta';
import { toOpaque } from '../domain/biz-opaque.js';
import { type EffectContext, localSdp } from './effect-context.js';

function connect(context: EffectContext): CallAction {
  const { call, consumer } = context;
  return {
    action: 'connect',
    // Of the two, Meta would take the number anyway.
    ...(consumer.waId !== undefined
      ? { to: consumer.waId }
      : consumer.userId !== undefined && { recipient: consumer.userId }),
    sdp: localSdp(context),
    bizOpaqueCallbackData: toOpaque(call.id, call.bizOpaqueCallbackData),
    ...capturesOf(context),
  };
}

function capturesOf({ call: { options } }: EffectContext): CallCaptures {
  const { recording, transcription } = options ?? {};
  return { ...(recording && { recording }), ...(transcription && { transcription }) };
}

function accept(context: EffectContext): CallAction {
  const { call } = context;
  const { bizOpaqueCallbackData: data } = call;
  return {
    action: 'accept',
    wacid: call.wacid ?? '',
    sdp: localSdp(context),
    ...(data !== null && { bizOpaqueCallbackData: toOpaque(call.id, data) }),
    ...capturesOf(context),
  };
}

/** The request to Meta that an effect stands for. */
export function actionOf(context: EffectContext): CallAction {
  const { effect, call } = context;
  const wacid = call.wacid ?? '';
  switch (effect.kind) {
    case 'graph.connect':
      return connect(context);
    case 'graph.pre_accept':
      return { action: 'pre_accept', wacid, sdp: localSdp(context) };
    case 'graph.accept':
      return accept(context);
    case 'graph.reject':
      return { action: 'reject', wacid };
    case 'graph.terminate':
    case 'graph.terminate_again':
      return { action: 'terminate', wacid };
    default:
      throw new Error(`${effect.kind} is no command to Meta`);
  }
}
