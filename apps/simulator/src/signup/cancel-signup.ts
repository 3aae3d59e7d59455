import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { World } from '../world/world.js';

/** The customer closed the popup at a step, or reported an error. */
export const cancelSchema = z.union([
  z.strictObject({
    event: z.literal('CANCEL'),
    currentStep: z.string().min(1).describe('Where the popup was left, e.g. PHONE_NUMBER_SETUP'),
  }),
  z.strictObject({
    event: z.literal('CANCEL'),
    errorMessage: z.string().min(1).describe('What the customer was shown and reported'),
    errorId: z.string().default('524126'),
  }),
]);

export type Cancellation = z.output<typeof cancelSchema>;

/** The session message of a signup that was given up; the FB.login callback gets no code. */
export function cancelMessage(world: World, cancellation: Cancellation): string {
  const data =
    'currentStep' in cancellation
      ? { current_step: cancellation.currentStep }
      : {
          error_message: cancellation.errorMessage,
          error_id: cancellation.errorId,
          session_id: randomUUID().replaceAll('-', ''),
          timestamp: String(Math.floor(world.clock.nowMs() / 1000)),
        };
  return JSON.stringify({ data, type: 'WA_EMBEDDED_SIGNUP', event: 'CANCEL' });
}
