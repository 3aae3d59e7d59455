import type { SimCall } from './call.js';
import { endCall } from './end-call.js';
import type { World } from './world.js';

/** "Media receive timeout", the code of the terminate webhook. */
const MEDIA_RECEIVE_TIMEOUT = 138_021;
const LOOK_EVERY_MS = 250;

function isSilentTooLong(world: World, call: SimCall): boolean {
  if (call.mediaExpectedSince === undefined) return false;
  const talkedForMs = performance.now() - call.mediaExpectedSince;
  const { firstMediaTimeoutMs, mediaTimeoutMs } = world.settings;
  const { silentForMs } = call.peer.audio;
  if (silentForMs === undefined) return talkedForMs > firstMediaTimeoutMs;
  return Math.min(silentForMs, talkedForMs) > mediaTimeoutMs;
}

/**
 * Ends calls into which the business sends nothing: the WhatsApp client gives up 20 s after the
 * answer, or after 30 s of silence later on. Real time, since audio does not follow a virtual clock.
 * Returns what stops the watch.
 */
export function watchMedia(world: World): () => void {
  const timer = setInterval(() => {
    for (const call of world.calls.live) {
      if (!isSilentTooLong(world, call)) continue;
      endCall(world, call, { by: 'media', status: 'FAILED', errorCode: MEDIA_RECEIVE_TIMEOUT });
    }
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
