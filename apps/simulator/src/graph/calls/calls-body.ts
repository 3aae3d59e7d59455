import { z } from 'zod';
import { GRAPH_ACTIONS } from '../../world/call-states.js';
import { recordingOrderSchema } from '../../world/recording/recording-order.js';
import { invalidParameter } from '../graph-error.js';

const session = z.object({ sdp_type: z.enum(['offer', 'answer']), sdp: z.string().min(1) });
/** Meta's limit. */
const opaque = z.string().max(512).optional();
/** As people write numbers; what is not a digit is dropped. */
const to = z.string().regex(/^\+?[\d\s().-]+$/, 'must be a phone number');
/** A business-scoped user id or that of a parent: `KE.1234`, `KE.ENT.1234`. */
const recipient = z.string().regex(/^[A-Z]{2}\.(?:ENT\.)?\w+$/, 'must be a user id');
const orders = {
  biz_opaque_callback_data: opaque,
  recording: recordingOrderSchema.optional(),
  transcription: recordingOrderSchema.optional(),
};
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
      to: to.optional(),
      recipient: recipient.optional(),
      session: offerSession,
      ...orders,
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
    ...orders,
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
