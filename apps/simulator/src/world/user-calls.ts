import { wallMs } from '../media/wall-time.js';
import { connectPayload } from '../webhooks/payloads.js';
import type { BusinessNumber, Consumer } from './assets.js';
import { SimCall } from './call.js';
import { isCallingEnabled } from './calling-settings.js';
import { pickUp, sendWebhook, timeOut } from './end-call.js';
import type { CallFaults } from './call-faults.js';
import { DuplicateCall, NotPossible, openPeer, type World } from './world.js';

export interface UserCall {
  readonly consumer: Consumer;
  readonly number: BusinessNumber;
  readonly ctaPayload?: string | undefined;
  readonly deeplinkPayload?: string | undefined;
  readonly faults?: CallFaults | undefined;
}

/** A WhatsApp user calls the business: Meta's offer goes out in the connect webhook. */
export async function startUserCall(world: World, asked: UserCall): Promise<SimCall> {
  const { consumer, number } = asked;
  if (!isCallingEnabled(number.calling)) {
    throw new NotPossible('calling is not enabled on this number, so it shows no call button');
  }
  const faults = world.faults.ofCall(asked.faults);
  const peer = await openPeer(world, { number, consumer, faults });
  if (world.calls.liveBetween(number, consumer) !== undefined) {
    await peer.close();
    throw new DuplicateCall();
  }
  const call = new SimCall({
    direction: 'USER_INITIATED',
    state: 'CALLING',
    number,
    consumer,
    peer,
    faults,
  });
  call.ctaPayload = asked.ctaPayload;
  call.deeplinkPayload = asked.deeplinkPayload;
  call.localSdp = peer.offer();
  world.calls.add(call);
  world.events.emit('call.started', { call });
  const value = connectPayload(call, world.clock.nowMs());
  sendWebhook(world, call, {
    kind: 'connect',
    value,
    onFirstSent: (atMs) => {
      call.times.connectSentMs = atMs;
    },
  });
  call.cancels.push(
    world.deadlines.in(world.settings.answerWindowMs, () => {
      timeOut(world, call);
    }),
  );
  world.logger.info({ wacid: call.wacid, direction: call.direction }, 'call.started');
  return call;
}

/** The business's SDP arrives ahead of the answer, so that ICE and DTLS can come up. */
export function preAccept(call: SimCall, sdp: string): void {
  call.times.preAcceptReceivedMs ??= wallMs();
  applyAnswer(call, sdp);
  call.state = 'PRE_ACCEPTED';
}

/** The business answers the user's call. */
export function accept(world: World, call: SimCall, sdp: string): void {
  applyAnswer(call, sdp);
  pickUp(world, call);
}

function applyAnswer(call: SimCall, sdp: string): void {
  if (call.answerSdp !== undefined) return;
  call.answerSdp = sdp;
  call.peer.setAnswer(sdp);
}
