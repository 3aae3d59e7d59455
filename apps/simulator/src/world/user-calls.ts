import { wallMs } from '../media/wall-time.js';
import { callCreatedPayload, connectPayload } from '../webhooks/payloads.js';
import type { BusinessNumber, Consumer } from './assets.js';
import { SimCall, type UserDevice } from './call.js';
import type { CallFaults } from './call-faults.js';
import { sendWebhook } from './call-webhooks.js';
import { isSipMode } from './calling-settings.js';
import { failCall, pickUp, timeOut } from './end-call.js';
import { hasPaymentMethod, USER_CALL_RULES } from './rules/number-rules.js';
import type { CallEntry } from './call-entry.js';
import { secondsToVoicemail } from './recording/voicemail.js';
import { DuplicateCall, NotPossible, openPeer, type World } from './world.js';

export interface UserCall {
  readonly consumer: Consumer;
  readonly number: BusinessNumber;
  /** Where in WhatsApp; by the payload that is given, else the chat. */
  readonly via?: CallEntry | undefined;
  readonly device?: UserDevice | undefined;
  readonly ctaPayload?: string | undefined;
  readonly deeplinkPayload?: string | undefined;
  /** False: signalling only. */
  readonly media?: boolean | undefined;
  readonly faults?: CallFaults | undefined;
}

/** "Business eligibility payment issue". */
const NO_PAYMENT_METHOD = 131_044;
/** What the user's app says when the number has no line free; the business hears nothing of it. */
const NO_ROOM = 'This call cannot be placed right now';

/** What WhatsApp Web and the desktop apps say. */
const NOT_ON_DESKTOP = 'Businesses can be called from a phone only';

/** A WhatsApp user calls the business: Meta's offer goes out in the connect webhook. */
export async function startUserCall(world: World, asked: UserCall): Promise<SimCall> {
  if (asked.device === 'desktop') throw new NotPossible(NOT_ON_DESKTOP);
  const via = entryOf(asked);
  for (const rule of USER_CALL_RULES) {
    const refusal = rule(world, { ...asked, via });
    if (refusal !== undefined) throw new NotPossible(refusal);
  }
  requireRoom(world, asked);
  const call = await openCall(world, asked, via);
  if (call.signalling === 'GRAPH') call.localSdp = call.peer.offer();
  world.calls.add(call);
  world.events.emit('call.started', { call });
  world.logger.info({ wacid: call.wacid, direction: call.direction }, 'call.started');
  if (!hasPaymentMethod(world, call.number)) {
    failCall(world, call, NO_PAYMENT_METHOD);
    return call;
  }
  announce(world, call);
  call.cancels.push(
    world.deadlines.in(answerWindowMs(world, call), () => {
      timeOut(world, call);
    }),
  );
  return call;
}

function entryOf({ ctaPayload, deeplinkPayload, via }: UserCall): CallEntry {
  if (via !== undefined) return via;
  if (ctaPayload !== undefined) return 'button';
  return deeplinkPayload === undefined ? 'chat' : 'deep_link';
}

function requireRoom(world: World, { consumer, number }: UserCall): void {
  if (world.calls.liveBetween(number, consumer) !== undefined) throw new DuplicateCall();
  if (!world.limits.hasRoom(number)) throw new NotPossible(NO_ROOM);
}

async function openCall(world: World, asked: UserCall, via: CallEntry): Promise<SimCall> {
  const { consumer, device, number } = asked;
  const isSip = isSipMode(number.calling);
  const hasMedia = !isSip && (asked.media ?? true) && world.directory.behaviour(consumer).media;
  const faults = world.faults.ofCall(asked.faults);
  const peer = await openPeer(world, {
    number,
    consumer,
    faults,
    isWithoutMedia: !hasMedia,
    onFirstAudio: () => {
      takeForAnswered(world, call);
    },
  });
  try {
    requireRoom(world, asked);
  } catch (error) {
    await peer.close();
    throw error;
  }
  const call = new SimCall({
    direction: 'USER_INITIATED',
    state: 'CALLING',
    number,
    consumer,
    peer,
    faults,
    via,
    device,
    hasMedia,
    signalling: isSip ? 'SIP' : 'GRAPH',
  });
  // Old clients know of no payloads.
  if (!consumer.hasOldClient) {
    call.ctaPayload = asked.ctaPayload;
    call.deeplinkPayload = asked.deeplinkPayload;
  }
  return call;
}

function announce(world: World, call: SimCall): void {
  if (call.signalling === 'SIP') {
    sendWebhook(world, call, { kind: 'call_created', value: callCreatedPayload(world, call) });
    return;
  }
  sendWebhook(world, call, {
    kind: 'connect',
    value: connectPayload(world, call),
    onFirstSent: (atMs) => {
      call.times.connectSentMs = atMs;
    },
  });
}

/** How long the call waits for an answer: until the window closes, or voicemail takes it. */
function answerWindowMs(world: World, { number }: SimCall): number {
  const voicemailMs = secondsToVoicemail(number);
  const { answerWindowMs: windowMs } = world.settings;
  return voicemailMs === undefined ? windowMs : Math.min(windowMs, voicemailMs * 1000);
}

/** The user's app takes a call for answered by `accept` or by media, whichever comes first. */
function takeForAnswered(world: World, call: SimCall): void {
  if (call.state === 'PRE_ACCEPTED') pickUp(world, call, 'ANSWERED');
}

/** The business's SDP arrives ahead of the answer, so that ICE and DTLS can come up. */
export function preAccept(call: SimCall, sdp: string): void {
  call.times.preAcceptReceivedMs ??= wallMs();
  applyAnswer(call, sdp);
  if (call.state === 'CALLING') call.state = 'PRE_ACCEPTED';
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
