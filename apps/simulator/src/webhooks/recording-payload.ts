import type { SimCall } from '../world/call.js';
import type { MediaStore, StoredMedium } from '../world/media-store.js';
import { contactOf, partyOf, seconds, valueOf } from './parties.js';
import type { PayloadWorld } from './payloads.js';
import type { WebhookValue } from './webhook-sender.js';

type RecordingWorld = PayloadWorld & { readonly media: MediaStore };

/** A stored medium as messages and call events carry it. */
export function mediumOf(media: MediaStore, medium: StoredMedium): object {
  const { id, mimeType, sha256 } = medium;
  return { id, sha256, mime_type: mimeType, url: media.urlOf(medium) };
}

/** These events name the user and nobody else: no `to`, no direction, no contacts. */
function eventOf(
  world: RecordingWorld,
  call: SimCall,
  parts: Record<string, unknown>,
): WebhookValue {
  const element = {
    id: call.wacid,
    ...partyOf(call.consumer, 'from'),
    timestamp: seconds(world.clock.nowMs()),
    ...parts,
  };
  return valueOf(call.number, { calls: [element] });
}

/** The recording of a call can be fetched. */
export function recordingPayload(
  world: RecordingWorld,
  call: SimCall,
  medium: StoredMedium,
): WebhookValue {
  return eventOf(world, call, {
    event: 'call_recording_available',
    call_recording: { type: 'audio', audio: mediumOf(world.media, medium) },
  });
}

/** The transcript of a call can be fetched; unlike the recording it says no `type`. */
export function transcriptionPayload(
  world: RecordingWorld,
  call: SimCall,
  medium: StoredMedium,
): WebhookValue {
  return eventOf(world, call, {
    event: world.switches.transcriptEvent,
    call_transcript: { document: mediumOf(world.media, medium) },
  });
}

/** The message a caller left: an ordinary audio message whose id is the call's. */
export function voicemailPayload(
  world: RecordingWorld,
  call: SimCall,
  medium: StoredMedium,
): WebhookValue {
  const message = {
    ...partyOf(call.consumer, 'from'),
    id: call.wacid,
    timestamp: seconds(world.clock.nowMs()),
    type: 'audio',
    audio: { ...mediumOf(world.media, medium), voice: true },
  };
  return valueOf(call.number, { contacts: [contactOf(call.consumer)], messages: [message] });
}
