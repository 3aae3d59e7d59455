import { callCreatedPayload, connectPayload, statusPayload } from '../webhooks/payloads.js';
import type { BusinessNumber, Consumer } from './assets.js';
import { SimCall } from './call.js';
import { sendWebhook } from './call-webhooks.js';
import { isSipMode } from './calling-settings.js';
import { endCall, pickUp, requireStep, timeOut } from './end-call.js';
import type { RecordingOrder } from './recording/recording-order.js';
import { refusalByLoad } from './rules/start-refusals.js';
import { openPeer, type World } from './world.js';

export interface BusinessCall {
  readonly consumer: Consumer;
  readonly number: BusinessNumber;
  /** Undefined in SIP mode: the INVITE carries it, and no SIP server is played here. */
  readonly sdpOffer: string | undefined;
  readonly bizOpaqueCallbackData?: string | undefined;
  readonly recording?: RecordingOrder | undefined;
  readonly transcription?: RecordingOrder | undefined;
}

/** Between Meta's answer and the ringing of the phone lies the search for the device. */
const RINGING_AFTER_MS = 100;
/** ACCEPTED follows the media; a call whose media does not come is reported all the same. */
const MEDIA_GRACE_MS = 3000;

/** The business calls a user; permission and the SDP have been checked. */
export async function startBusinessCall(world: World, asked: BusinessCall): Promise<SimCall> {
  const call = await openCall(world, asked);
  if (asked.sdpOffer !== undefined) {
    call.localSdp = call.peer.answer(asked.sdpOffer, world.switches.answerSetup);
  }
  call.bizOpaqueCallbackData = asked.bizOpaqueCallbackData;
  call.recording = asked.recording;
  call.transcription = asked.transcription;
  world.calls.add(call);
  world.limits.countStart(call.number);
  world.events.emit('call.started', { call });
  call.cancels.push(
    world.deadlines.in(world.settings.ringTimeoutMs, () => {
      timeOut(world, call);
    }),
    world.deadlines.in(RINGING_AFTER_MS, () => {
      ring(world, call);
    }),
  );
  // After the reply that tells the business the call's id.
  setImmediate(() => {
    announce(world, call);
  });
  world.logger.info({ wacid: call.wacid, direction: call.direction }, 'call.started');
  return call;
}

async function openCall(world: World, asked: BusinessCall): Promise<SimCall> {
  const { consumer, number } = asked;
  const hasMedia = asked.sdpOffer !== undefined && world.directory.behaviour(consumer).media;
  const peer = await openPeer(world, {
    number,
    consumer,
    isWithoutMedia: !hasMedia,
    onUp: () => {
      acceptIfReady(world, call);
    },
  });
  const refusal = refusalByLoad(world, { ...asked, recipient: consumer.waId });
  if (refusal !== undefined) {
    await peer.close();
    throw refusal;
  }
  const call = new SimCall({
    direction: 'BUSINESS_INITIATED',
    state: 'CONNECTING',
    number,
    consumer,
    peer,
    hasMedia,
    signalling: isSipMode(number.calling) ? 'SIP' : 'GRAPH',
  });
  return call;
}

/** Each kind of signalling has its own first webhook. */
function announce(world: World, call: SimCall): void {
  const onFirstSent = (atMs: number): void => {
    call.times.connectSentMs = atMs;
  };
  if (call.signalling === 'GRAPH') {
    sendWebhook(world, call, { kind: 'connect', value: connectPayload(world, call), onFirstSent });
  } else {
    sendWebhook(world, call, { kind: 'call_created', value: callCreatedPayload(world, call) });
  }
}

function ring(world: World, call: SimCall): void {
  const { answerAfterMs, onRing } = world.directory.behaviour(call.consumer);
  if (onRing === 'unreachable') return;
  call.state = 'RINGING';
  sendWebhook(world, call, {
    kind: 'RINGING',
    value: statusPayload(world, call, 'RINGING'),
    onFirstSent: (atMs) => {
      call.times.ringingMs = atMs;
    },
  });
  if (onRing === 'ignore') return;
  call.cancels.push(
    world.deadlines.in(answerAfterMs, () => {
      if (onRing === 'answer') answer(world, call);
      else decline(world, call);
    }),
  );
}

/** The user picks up. */
export function answer(world: World, call: SimCall): void {
  requireStep(call, 'answer');
  call.cancelDeadlines();
  call.state = 'ANSWERED';
  call.cancels.push(
    world.deadlines.in(MEDIA_GRACE_MS, () => {
      reportAccepted(world, call);
    }),
  );
  acceptIfReady(world, call);
}

/** The user picks up so much later, unless the call has ended or been answered by then. */
export function answerLater(world: World, call: SimCall, afterMs: number): void {
  requireStep(call, 'answer');
  call.cancels.push(
    world.deadlines.in(afterMs, () => {
      answer(world, call);
    }),
  );
}

/** The user declines: REJECTED, and then the end without times. */
export function decline(world: World, call: SimCall): void {
  requireStep(call, 'decline');
  sendWebhook(world, call, { kind: 'REJECTED', value: statusPayload(world, call, 'REJECTED') });
  endCall(world, call, { by: 'consumer', status: 'COMPLETED' });
}

function acceptIfReady(world: World, call: SimCall): void {
  if (call.state !== 'ANSWERED') return;
  if (!call.hasMedia || call.peer.upAtMs !== undefined) reportAccepted(world, call);
}

function reportAccepted(world: World, call: SimCall): void {
  pickUp(world, call);
  sendWebhook(world, call, {
    kind: 'ACCEPTED',
    value: statusPayload(world, call, 'ACCEPTED'),
    onFirstSent: (atMs) => {
      call.times.acceptedMs = atMs;
    },
  });
}
