import { setImmediate as turn } from 'node:timers/promises';
import type { World } from './world.js';

/** A world that repeats something for ever is not followed for ever. */
const MAX_STOPS = 1000;

/**
 * Moves the world's clock. On the way forward it stops at each deadline, so that a phone which rings
 * for 30 s stops ringing after 30 s, also when seven days pass at once. What needs an answer from
 * outside (a webhook's next attempt) takes its time all the same.
 */
export async function moveClock(world: World, offsetMs: number): Promise<void> {
  const { clock, deadlines } = world;
  const wallMs = (): number => clock.nowMs() - clock.offsetMs;
  for (let stops = 0; stops < MAX_STOPS; stops++) {
    const { nextAtMs } = deadlines;
    if (nextAtMs === undefined || nextAtMs > wallMs() + offsetMs) break;
    if (nextAtMs > clock.nowMs()) clock.setOffset(Math.ceil(nextAtMs - wallMs()));
    deadlines.runDue();
    // What follows from it in this turn, such as the webhook that tells the end, is stamped now.
    await turn();
  }
  clock.setOffset(offsetMs);
  deadlines.runDue();
}
