import type { SimCall } from '../world/call.js';
import { announcementOf } from '../world/recording/recording-order.js';

/** What control shows of a call; never its SDP, which holds keys. */
export function viewCall(call: SimCall): Record<string, unknown> {
  return { ...partiesOf(call), ...courseOf(call), ...ordersOf(call), ...mediaOf(call) };
}

/** Who calls whom, and how it began. */
function partiesOf(call: SimCall): object {
  const { consumer } = call;
  return {
    wacid: call.wacid,
    direction: call.direction,
    phoneNumberId: call.number.phoneNumberId,
    consumer: { waId: consumer.waId, userId: consumer.userId, name: consumer.name },
    signalling: call.signalling,
    via: call.via ?? null,
    device: call.direction === 'USER_INITIATED' ? call.device : null,
    ctaPayload: call.ctaPayload ?? null,
    deeplinkPayload: call.deeplinkPayload ?? null,
  };
}

/** How far it has come. */
function courseOf(call: SimCall): object {
  return {
    bizOpaqueCallbackData: call.bizOpaqueCallbackData ?? null,
    state: call.state,
    shown: shownOf(call),
    end: call.end ?? null,
    wentToVoicemail: call.wentToVoicemail,
    billed: {
      startMs: call.pickedUpAtMs ?? null,
      endMs: call.pickedUpAtMs === undefined ? null : (call.endedAtMs ?? null),
    },
    graphRequests: call.graphRequests,
  };
}

/** What the business ordered to be kept of it. */
function ordersOf(call: SimCall): object {
  return {
    isRecorded: call.recording?.status === 'ENABLED',
    isTranscribed: call.transcription?.status === 'ENABLED',
    announcement: announcementOf(call) ?? null,
  };
}

function mediaOf({ gateMs, hasMedia, peer, times }: SimCall): object {
  return {
    times: { ...times, mediaUpMs: peer.upAtMs },
    media: {
      ...peer.audio.report(gateMs),
      isOn: hasMedia,
      failure: peer.failure ?? null,
      earlyDtls: peer.earlyDtls,
      digits: peer.digits,
    },
  };
}

const SHOWN: Readonly<Record<SimCall['state'], string>> = {
  CALLING: 'Calling',
  PRE_ACCEPTED: 'Ringing',
  CONNECTING: '',
  RINGING: 'Incoming call',
  ANSWERED: 'Call timer',
  ACCEPTED: 'Call timer',
  ENDED: '',
};

/** What the user's screen says. */
function shownOf({ direction, end, pickedUpAtMs, state }: SimCall): string {
  const isUnanswered = state === 'ENDED' && pickedUpAtMs === undefined;
  if (isUnanswered && direction === 'USER_INITIATED' && end?.by !== 'consumer')
    return 'Not answered';
  return SHOWN[state];
}
