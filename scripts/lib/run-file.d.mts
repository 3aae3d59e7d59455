import type { Guard } from './guard.mjs';

/** Makes this process the one that runs from the folder; refuses when a living one does already. */
export function claimRunFile(
  guard: Guard,
  file: string,
  say: (text: string) => void,
): Promise<unknown>;
