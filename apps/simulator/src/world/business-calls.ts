import { connectPayload, statusPayload } from '../webhooks/payloads.js';
import type { BusinessNumber, Consumer } from './assets.js';
import { SimCall } from './call.js';
import { endCall, pickUp, requireStep, sendWebhook, timeOut } from './end-call.js';
import { DuplicateCall, openPeer, type World } from './world.js';

export interface BusinessCall {
  readonly consumer: Consumer;
  readonly number: BusinessNumber;
  readonly sdpOffer: string;
  readonly bizOpaqueCallbackData?: string | undefined;
}

/** Between Meta's answer and the ringing of the phone lies the search for the device. */
const RINGING_AFTER_MS = 100;
/** ACCEPTED follows the media; a call whose media does not come is reported all the same. */
const MEDIA_GRACE_MS = 3000;

/** The business calls a user; permission and the SDP have been checked. */
export async function startBusinessCall(world: World, asked: BusinessCall): Promise<SimCall> {
  const { consumer, number } = asked;
  const peer = await openPeer(world, {
    number,
    consumer,
    onUp: () => {
      acceptIfReady(world, call);
    },
  });
  if (world.calls.liveBetween(number, consumer) !== undefined) {
    await peer.close();
    throw new DuplicateCall();
  }
  const call = new SimCall({
    direction: 'BUSINESS_INITIATED',
    state: 'CONNECTING',
    number,
    consumer,
    peer,
  });
  call.bizOpaqueCallbackData = asked.bizOpaqueCallbackData;
  call.localSdp = peer.answer(asked.sdpOffer, world.switches.answerSetup);
  world.calls.add(call);
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
    sendConnect(world, call);
  });
  world.logger.info({ wacid: call.wacid, direction: call.direction }, 'call.started');
  return call;
}

function sendConnect(world: World, call: SimCall): void {
  const value = connectPayload(call, world.clock.nowMs());
  sendWebhook(world, call, {
    kind: 'connect',
    value,
    onFirstSent: (atMs) => {
      call.times.connectSentMs = atMs;
    },
  });
}

function ring(world: World, call: SimCall): void {
  call.state = 'RINGING';
  const value = statusPayload(call, 'RINGING', world.clock.nowMs());
  sendWebhook(world, call, {
    kind: 'RINGING',
    value,
    onFirstSent: (atMs) => {
      call.times.ringingMs = atMs;
    },
  });
  const { answerAfterMs, onRing } = world.directory.behaviour(call.consumer);
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

/** The user declines: REJECTED, and then the end without times. */
export function decline(world: World, call: SimCall): void {
  requireStep(call, 'decline');
  const value = statusPayload(call, 'REJECTED', world.clock.nowMs());
  sendWebhook(world, call, { kind: 'REJECTED', value });
  endCall(world, call, { by: 'consumer', status: 'COMPLETED' });
}

function acceptIfReady(world: World, call: SimCall): void {
  if (call.state === 'ANSWERED' && call.peer.upAtMs !== undefined) reportAccepted(world, call);
}

function reportAccepted(world: World, call: SimCall): void {
  pickUp(world, call);
  const value = statusPayload(call, 'ACCEPTED', world.clock.nowMs());
  sendWebhook(world, call, {
    kind: 'ACCEPTED',
    value,
    onFirstSent: (atMs) => {
      call.times.acceptedMs = atMs;
    },
  });
}
