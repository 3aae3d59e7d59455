import { OPUS_SILENCE } from '../../media/opus.js';
import { writeOggOpus } from '../../media/ogg-opus.js';
import { tonePayload } from '../../media/tone.js';
import { renderRecording } from '../../media/recording.js';
import type { SimCall } from '../call.js';

const FRAME_MS = 20;
/** A clock that jumps makes long calls; nobody listens to the rest. */
const LONGEST_MS = 600_000;

function renderFrames(lengthMs: number, payloadAt: (index: number) => Buffer): Buffer {
  const length = Math.max(1, Math.round(Math.min(lengthMs, LONGEST_MS) / FRAME_MS));
  return writeOggOpus(Array.from({ length }, (_, index) => payloadAt(index)));
}

/** An Ogg Opus file of so many milliseconds in which nobody says anything. */
export function renderSilence(lengthMs: number): Buffer {
  return renderFrames(lengthMs, () => OPUS_SILENCE);
}

/** The same with a tone of 440 Hz, for somebody who has something to say. */
export function renderTone(lengthMs: number): Buffer {
  return renderFrames(lengthMs, (index) => tonePayload('OPUS', index));
}

/** What was said in a call, the two sides on two channels; silence when it had no media. */
export function renderCall(call: SimCall): Buffer {
  const { endedAtMs = 0, hasMedia, peer, pickedUpAtMs = 0 } = call;
  return hasMedia ? renderRecording(peer) : renderSilence(endedAtMs - pickedUpAtMs);
}
