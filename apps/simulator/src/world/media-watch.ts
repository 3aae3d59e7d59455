import { endCall } from './end-call.js';
import { mediaFailureOf } from './media-failure.js';
import type { World } from './world.js';

const LOOK_EVERY_MS = 250;

/**
 * Ends calls into which the business sends nothing: the WhatsApp client gives up 20 s after the
 * answer, or after 30 s of silence later on. Real time, since audio does not follow a virtual clock.
 * Returns what stops the watch.
 */
export function watchMedia(world: World): () => void {
  const timer = setInterval(() => {
    for (const call of world.calls.live) {
      const errorCode = mediaFailureOf(world, call);
      if (errorCode !== undefined)
        endCall(world, call, { by: 'media', status: 'FAILED', errorCode });
    }
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
