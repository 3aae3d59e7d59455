import type { SimCall } from '../call.js';
import { sendWebhook } from '../call-webhooks.js';
import { type NewMedium, RECORDING_KEPT_MS } from '../media-store.js';
import { recordingPayload, transcriptionPayload } from '../../webhooks/recording-payload.js';
import type { World } from '../world.js';
import { OGG_OPUS } from './ogg-opus-length.js';
import { renderCall } from './render-call.js';
import { transcriptOf } from './transcript.js';

/** Meta is typically done within a minute of the end; each of the two takes its own time. */
const RECORDING_AFTER_MS = 3000;
const TRANSCRIPT_AFTER_MS = 6000;

function mediumOf(call: SimCall, mimeType: string, content: Buffer): NewMedium {
  const { phoneNumberId, wabaId } = call.number;
  return { wabaId, phoneNumberId, mimeType, content, keptMs: RECORDING_KEPT_MS };
}

function tellRecording(world: World, call: SimCall): void {
  const medium = world.media.put(mediumOf(call, OGG_OPUS, renderCall(call)));
  const value = recordingPayload(world, call, medium);
  sendWebhook(world, call, { kind: 'call_recording_available', value });
}

function tellTranscription(world: World, call: SimCall): void {
  const transcript = transcriptOf(call, new Date(world.clock.nowMs()));
  const content = Buffer.from(JSON.stringify(transcript));
  const medium = world.media.put(mediumOf(call, 'application/json', content));
  const value = transcriptionPayload(world, call, medium);
  sendWebhook(world, call, { kind: 'call_transcription_available', value });
}

/** After a call that was picked up come its recording and its transcript, as they were ordered. */
export function followRecordings(world: World): void {
  world.events.on('call.ended', ({ call }) => {
    if (call.pickedUpAtMs === undefined) return;
    if (call.signalling === 'SIP' && !world.switches.isRecordingInSipMode) return;
    if (call.recording?.status === 'ENABLED') {
      world.deadlines.in(RECORDING_AFTER_MS, () => {
        tellRecording(world, call);
      });
    }
    if (call.transcription?.status === 'ENABLED') {
      world.deadlines.in(TRANSCRIPT_AFTER_MS, () => {
        tellTranscription(world, call);
      });
    }
  });
}
