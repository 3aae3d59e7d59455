import type { PrivateReply, PrivateRoutes } from '#patchbay/kernel';
import { type z } from 'zod';
import { EVENTS_PATH, NODE_CONTACT_PATH } from './control-client.js';
import { HELD_SESSIONS_PATH, type HeldAnswer, heldQuestionSchema } from './held-sessions.js';
import { MEDIA_COMMANDS_PATH } from './media-client.js';
import { type MediaCommand, mediaCommandSchema } from './media-commands.js';
import { type MediaEventBatch, mediaEventBatchSchema } from './media-events.js';
import { type NodeContact, nodeContactSchema, type NodeContactReply } from './node-contact.js';
import { type Refusal, REFUSALS } from './rpc-error.js';
import { servedSeconds } from './rpc-metrics.js';

/** The stored or fresh answer to a command: a result, or the refusal it met. */
export type CommandReply = { readonly result: unknown } | { readonly refusal: Refusal };

function badRequest(error: z.ZodError): PrivateReply {
  // zod's messages name fields and rules, never values: a value may be an SDP, which holds keys.
  const problems = error.issues.map(
    (issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`,
  );
  return { status: 400, body: { error: 'BAD_REQUEST', detail: problems.join('; ') } };
}

function refused({ code, detail }: Refusal): PrivateReply {
  return { status: REFUSALS[code], body: { error: code, ...(detail ? { detail } : {}) } };
}

async function readCommand(
  body: unknown,
  execute: (command: MediaCommand) => Promise<CommandReply>,
): Promise<PrivateReply> {
  const startedAt = performance.now();
  const parsed = mediaCommandSchema.safeParse(body);
  if (!parsed.success) return badRequest(parsed.error);
  const outcome = await execute(parsed.data);
  const reply: PrivateReply =
    'refusal' in outcome
      ? refused(outcome.refusal)
      : { status: 200, body: { result: outcome.result } };
  servedSeconds.observe(
    { kind: parsed.data.kind, status: reply.status },
    (performance.now() - startedAt) / 1000,
  );
  return reply;
}

/** The routes of a media node's private listener. */
export function mediaCommandRoutes(
  execute: (command: MediaCommand) => Promise<CommandReply>,
): PrivateRoutes {
  return { [`POST ${MEDIA_COMMANDS_PATH}`]: ({ body }) => readCommand(body, execute) };
}

/** The route by which a media node says which calls it holds. */
export function heldSessionRoutes(
  answer: (callIds: readonly string[]) => HeldAnswer,
): PrivateRoutes {
  return {
    [`POST ${HELD_SESSIONS_PATH}`]: ({ body }) => {
      const question = heldQuestionSchema.safeParse(body);
      return Promise.resolve(
        question.success
          ? { status: 200, body: answer(question.data.callIds) }
          : badRequest(question.error),
      );
    },
  };
}

export interface MediaReports {
  /** Resolves once every event is committed; a rejection makes the node send the batch again. */
  readonly onEvents: (batch: MediaEventBatch) => Promise<void>;
  readonly onContact: (contact: NodeContact) => Promise<NodeContactReply>;
}

/** The routes of signalling's private listener that media nodes report to. */
export function mediaReportRoutes({ onEvents, onContact }: MediaReports): PrivateRoutes {
  return {
    [`POST ${EVENTS_PATH}`]: async ({ body }) => {
      const batch = mediaEventBatchSchema.safeParse(body);
      if (!batch.success) return badRequest(batch.error);
      await onEvents(batch.data);
      return { status: 200, body: {} };
    },
    [`POST ${NODE_CONTACT_PATH}`]: async ({ body }) => {
      const contact = nodeContactSchema.safeParse(body);
      if (!contact.success) return badRequest(contact.error);
      return { status: 200, body: await onContact(contact.data) };
    },
  };
}
