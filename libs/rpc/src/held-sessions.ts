import { z } from 'zod';
import { uuidSchema } from './ids.js';

/** Where a media node says which of some calls it holds. */
export const HELD_SESSIONS_PATH = '/v1/sessions/held';

/** The most calls that are asked for at a time. */
export const MAX_CALLS_ASKED = 1000;

/** Body of `POST /v1/sessions/held`: signalling asks before it takes a call's media for lost. */
export const heldQuestionSchema = z.object({
  v: z.literal(1),
  callIds: z.array(uuidSchema).min(1).max(MAX_CALLS_ASKED),
});

/** What the node answers: who it is, and which of these calls it holds, committed or not. */
export const heldAnswerSchema = z.object({
  nodeId: z.string().min(1),
  bootId: z.string().min(1),
  held: z.array(uuidSchema),
});
export type HeldAnswer = z.output<typeof heldAnswerSchema>;
