import type { BusinessNumber } from '../assets.js';
import type { SimCall } from '../call.js';
import { UPLOAD_KEPT_MS } from '../media-store.js';
import { voicemailPayload } from '../../webhooks/recording-payload.js';
import type { World } from '../world.js';
import { OGG_OPUS } from './ogg-opus-length.js';
import { renderTone } from './render-call.js';

type Trigger = 'REJECT' | 'TIMEOUT';

function isTriggered({ calling: { voicemail } }: BusinessNumber, trigger: Trigger): boolean {
  return voicemail?.status === 'ENABLED' && voicemail.triggers.includes(trigger);
}

/** After how many seconds voicemail takes an unanswered call; undefined: when the window closes. */
export function secondsToVoicemail(number: BusinessNumber): number | undefined {
  return isTriggered(number, 'TIMEOUT') ? number.calling.voicemail?.timeoutSeconds : undefined;
}

/** What ended the call, if it is something that voicemail can follow. */
function triggerOf({ direction, end, pickedUpAtMs }: SimCall): Trigger | undefined {
  if (direction !== 'USER_INITIATED' || pickedUpAtMs !== undefined) return undefined;
  if (end?.by === 'time') return 'TIMEOUT';
  return end?.action === 'reject' ? 'REJECT' : undefined;
}

/** A caller whom nobody answered leaves a message, if the number takes any and the caller likes to. */
export function followVoicemail(world: World): void {
  world.events.on('call.ended', ({ call }) => {
    const trigger = triggerOf(call);
    if (trigger === undefined || !isTriggered(call.number, trigger)) return;
    const { voicemailMs } = world.directory.behaviour(call.consumer);
    call.wentToVoicemail = true;
    if (voicemailMs === null) return;
    world.deadlines.in(voicemailMs, () => {
      leaveMessage(world, call, voicemailMs);
    });
  });
}

function leaveMessage(world: World, call: SimCall, lengthMs: number): void {
  const { number } = call;
  const medium = world.media.put({
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    mimeType: OGG_OPUS,
    content: renderTone(lengthMs),
    keptMs: UPLOAD_KEPT_MS,
  });
  world.sender.send({
    kind: 'messages',
    field: 'messages',
    about: { number },
    value: voicemailPayload(world, call, medium),
    faults: world.faults.forCall(call).webhooks,
  });
  world.events.emit('consumer.wrote', { number, consumer: call.consumer });
}
