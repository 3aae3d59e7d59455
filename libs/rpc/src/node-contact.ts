import { z } from 'zod';
import { epochSchema, instantMsSchema, uuidSchema } from './ids.js';

/** A session that a node holds, as it tells signalling. */
export const heldSessionSchema = z.object({
  tenantId: uuidSchema,
  callId: uuidSchema,
  epoch: epochSchema,
});
export type HeldSession = z.output<typeof heldSessionSchema>;

/**
 * Body of `POST /internal/v1/nodes/contact`, once a second. Only committed sessions are listed: one
 * that is still being made is not yet in the database and would be mistaken for a lost one.
 */
export const nodeContactSchema = z.object({
  nodeId: z.string().min(1),
  bootId: z.string().min(1),
  url: z.url(),
  sessions: z.array(heldSessionSchema),
});
export type NodeContact = z.output<typeof nodeContactSchema>;

/**
 * What signalling answers: sessions it does not know (the node closes them) and the instant until
 * which the node may keep its calls without another contact.
 */
export const nodeContactReplySchema = z.object({
  close: z.array(uuidSchema),
  hardStopAtMs: instantMsSchema,
});
export type NodeContactReply = z.output<typeof nodeContactReplySchema>;
