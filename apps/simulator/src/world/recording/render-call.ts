import type { SimCall } from '../call.js';
import { oggOfSilence } from './ogg-opus.js';

/** A clock that jumps makes long calls; nobody listens to the rest. */
const LONGEST_MS = 600_000;

/** What was said in a call, as Ogg Opus; silence of its length when it had no media. */
export function renderCall({ endedAtMs = 0, pickedUpAtMs = 0 }: SimCall): Buffer {
  return oggOfSilence(Math.min(endedAtMs - pickedUpAtMs, LONGEST_MS));
}
