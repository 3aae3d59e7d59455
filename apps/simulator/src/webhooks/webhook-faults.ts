import { z } from 'zod';

/** The kinds of calls webhooks. */
export const CALL_WEBHOOK_KINDS = [
  'connect',
  'RINGING',
  'ACCEPTED',
  'REJECTED',
  'terminate',
  'call_created',
  'call_recording_available',
  'call_transcription_available',
] as const;

/** A kind of calls webhook, else the field or event name of another webhook. */
export type WebhookKind = string;

/** How far webhooks are thrown about when no window is named, in milliseconds. */
const SHUFFLE_WINDOW_MS = 400;

const ms = z.number().int().min(0);

/** How webhooks are mistreated on their way. Each default means: not at all. */
export const webhookFaultsSchema = z.strictObject({
  duplicate: z
    .union([z.boolean().transform((on) => (on ? 1 : 0)), z.number().int().min(0).max(10)])
    .default(0)
    .describe('Extra copies of each webhook; true means one'),
  shuffle: z
    .union([z.boolean().transform((on) => (on ? SHUFFLE_WINDOW_MS : 0)), ms.max(60_000)])
    .default(0)
    .describe(
      'Each webhook waits a random time of up to so many milliseconds, so that they overtake each ' +
        'other; true means 400',
    ),
  reorderMs: ms
    .max(60_000)
    .default(0)
    .describe("A call's webhooks that come within so long of the first leave in reverse order"),
  delayMs: ms.default(0).describe('Each webhook waits so long'),
  delayByKindMs: z
    .record(z.string(), ms)
    .default({})
    .describe('The same for single kinds, e.g. {"connect": 3000}; in place of delayMs'),
  staleMs: ms
    .default(0)
    .describe(
      'Each webhook comes so long after its event, counted on the business clock, with the ' +
        "event's timestamp: move the clock to have it come",
    ),
  staleKinds: z.array(z.string()).default([]).describe('Only these kinds are stale; none is all'),
  agedMs: ms
    .default(0)
    .describe('Timestamps lie so far back, as if the webhook had been on its way for so long'),
  terminateFirst: z
    .boolean()
    .default(false)
    .describe("A call's webhooks are held until its terminate has been delivered"),
  drop: z.array(z.string()).default([]).describe('Kinds that are never delivered'),
});

export type WebhookFaults = z.output<typeof webhookFaultsSchema>;
export const NO_WEBHOOK_FAULTS: WebhookFaults = webhookFaultsSchema.parse({});
