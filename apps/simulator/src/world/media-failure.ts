import type { SimCall } from './call.js';
import type { World } from './world.js';

/** Codes of calls whose media fails; they come in `errors` of the terminate webhook. */
export const MEDIA_FAILURES = {
  setupFailed: 138_019,
  relayFailed: 138_020,
  nothingReceived: 138_021,
  nothingSent: 138_022,
  noSignals: 138_023,
} as const;

/** Nothing came of the connection: who is to blame decides the code. */
function connectionFailureOf(world: World, call: SimCall): number {
  const { media } = world.faults.forCall(call);
  // The user's phone cannot reach its relay: no check of the business is ever answered.
  if (media.iceNever) return MEDIA_FAILURES.relayFailed;
  // The business never asked: Meta cannot say whether the call was connected.
  if (!call.peer.isReached) return MEDIA_FAILURES.noSignals;
  return MEDIA_FAILURES.setupFailed;
}

/**
 * Why a call that was picked up cannot go on, by its media; undefined while it can. The user's app
 * gives up 20 s after the answer when nothing of the business came, and after 30 s of silence later
 * on, in either direction. Real time, since audio does not follow a virtual clock.
 */
export function mediaFailureOf(world: World, call: SimCall): number | undefined {
  if (call.mediaExpectedSince === undefined) return undefined;
  const talkedForMs = performance.now() - call.mediaExpectedSince;
  const { firstMediaTimeoutMs, mediaTimeoutMs } = world.settings;
  const { silentForMs } = call.peer.audio;
  if (silentForMs === undefined) {
    if (talkedForMs <= firstMediaTimeoutMs) return undefined;
    const isUp = call.peer.upAtMs !== undefined;
    return isUp ? MEDIA_FAILURES.nothingReceived : connectionFailureOf(world, call);
  }
  if (talkedForMs <= mediaTimeoutMs) return undefined;
  if (silentForMs > mediaTimeoutMs) return MEDIA_FAILURES.nothingReceived;
  return world.faults.forCall(call).media.mute ? MEDIA_FAILURES.nothingSent : undefined;
}
