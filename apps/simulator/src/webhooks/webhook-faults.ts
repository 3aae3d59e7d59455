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

/** How the webhooks of calls are mistreated on their way. */
export const webhookFaultsSchema = z.strictObject({
  /** Extra copies of each webhook; true means one. */
  duplicate: z
    .union([z.boolean().transform((on) => (on ? 1 : 0)), z.number().int().min(0).max(10)])
    .default(0),
  /** Each webhook waits a random time of up to 400 ms, so that they overtake each other. */
  shuffle: z.boolean().default(false),
  /** Each webhook waits so long. */
  delayMs: z.number().int().min(0).default(0),
  /** A call's webhooks are held until its terminate has been delivered, then sent in order. */
  terminateFirst: z.boolean().default(false),
  /** Kinds that are never delivered. */
  drop: z.array(z.string()).default([]),
});

export type WebhookFaults = z.output<typeof webhookFaultsSchema>;
export const NO_WEBHOOK_FAULTS: WebhookFaults = webhookFaultsSchema.parse({});
