import { z } from 'zod';
import { GRAPH_ACTIONS } from '../../world/call-states.js';
import { invalidParameter } from '../graph-error.js';

const session = z.object({ sdp_type: z.enum(['offer', 'answer']), sdp: z.string().min(1) });
/** Meta's limit. */
const opaque = z.string().max(512).optional();
const product = z.literal('whatsapp', { error: 'The parameter messaging_product is required.' });
const callId = z.string({ error: 'The parameter call_id is required.' });

const answerSession = session.refine((s) => s.sdp_type === 'answer', {
  error: 'sdp_type must be answer',
});
const offerSession = session.refine((s) => s.sdp_type === 'offer', {
  error: 'sdp_type must be offer',
});

/** Bodies by action. Unknown keys are let through: Meta's own samples carry some. */
const callsBodySchema = z.discriminatedUnion('action', [
  z
    .object({
      action: z.literal('connect'),
      messaging_product: product,
      to: z.string().optional(),
      recipient: z.string().optional(),
      session: offerSession,
      biz_opaque_callback_data: opaque,
    })
    .refine((body) => body.to !== undefined || body.recipient !== undefined, {
      error: 'The parameter to or recipient is required.',
    }),
  z.object({
    action: z.literal('pre_accept'),
    messaging_product: product,
    call_id: callId,
    session: answerSession,
  }),
  z.object({
    action: z.literal('accept'),
    messaging_product: product,
    call_id: callId,
    session: answerSession,
    biz_opaque_callback_data: opaque,
  }),
  z.object({ action: z.literal('reject'), messaging_product: product, call_id: callId }),
  z.object({ action: z.literal('terminate'), messaging_product: product, call_id: callId }),
]);

export type CallsBody = z.output<typeof callsBodySchema>;
export type ConnectBody = Extract<CallsBody, { action: 'connect' }>;
export type CallBody = Exclude<CallsBody, { action: 'connect' }>;

/** Reads the body of `POST /{phone-number-id}/calls`; a wrong one is code 100. */
export function parseCallsBody(value: unknown): CallsBody {
  const result = callsBodySchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === 'invalid_union') {
    throw invalidParameter(`Param action must be one of ${GRAPH_ACTIONS.join(', ')}`);
  }
  throw invalidParameter(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}
