import { z } from 'zod';

const ms = z.number().int().min(0);

/** Changes that Meta puts into one POST at most. */
export const MAX_BATCH = 1000;

/** How webhooks are posted; may be changed while the simulator runs. */
export const deliverySettingsSchema = z.strictObject({
  batchMs: ms
    .max(60_000)
    .describe('Webhooks wait so long for others to share a POST; 0: each leaves at once, alone'),
  maxBatch: z.number().int().min(1).max(MAX_BATCH).describe('Changes in one POST at most'),
  answerTimeoutMs: ms.min(1).describe('A receiver that has not answered after so long has failed'),
  firstRetryMs: ms.min(1).describe('Pause before the first repetition'),
  maxRetryMs: ms
    .min(1)
    .describe(
      'The pause doubles up to this; afterwards it grows with the age of the webhook, up to an hour',
    ),
});

export type DeliverySettings = z.output<typeof deliverySettingsSchema>;

/** Meta's figures; no batching, so that the signalling of calls never waits for company. */
export const DEFAULT_DELIVERY_SETTINGS: DeliverySettings = {
  batchMs: 0,
  maxBatch: MAX_BATCH,
  answerTimeoutMs: 20_000,
  firstRetryMs: 250,
  maxRetryMs: 5000,
};

const HOUR_MS = 3_600_000;

/**
 * How long to wait after an attempt, in milliseconds: a receiver that was restarted is found again
 * soon, one that stays away is asked less and less often.
 */
export function retryPauseMs(
  settings: DeliverySettings,
  { ageMs, attempts }: { readonly ageMs: number; readonly attempts: number },
): number {
  const doubled = settings.firstRetryMs * 2 ** Math.min(attempts - 1, 30);
  return Math.min(Math.max(Math.min(doubled, settings.maxRetryMs), ageMs / 10), HOUR_MS);
}
