import { z } from 'zod';
import { HttpProblem } from '../http/http-listener.js';
import { deliverMessage, readMessage } from '../world/messages/deliver-message.js';
import type { Message } from '../world/messages/message.js';
import { reviewTemplate } from '../world/messages/review-template.js';
import type { Template } from '../world/messages/template.js';
import type { World } from '../world/world.js';
import { type ControlRoute, controlRoute } from './control-route.js';
import { viewMessage } from './message-view.js';

const reviewSchema = z.strictObject({
  status: z.enum(['APPROVED', 'REJECTED', 'PAUSED', 'DISABLED', 'PENDING']),
  reason: z.string().optional().describe('Such as INCORRECT_CATEGORY; NONE unless told'),
});

const reviewTimeSchema = z.strictObject({
  afterMs: z
    .number()
    .int()
    .min(0)
    .nullable()
    .describe('Business time until Meta approves; null: only control decides'),
});

function messageOf(world: World, wamid: string): Message {
  const message = world.messages.sent(wamid);
  if (message === undefined) throw new HttpProblem(404, `there is no message ${wamid}`);
  return message;
}

function templateOf(world: World, id: string): Template {
  const template = world.templates.byId(id);
  if (template === undefined) throw new HttpProblem(404, `there is no template ${id}`);
  return template;
}

const STEPS = {
  deliver: [deliverMessage, 'A message that was held reaches the phone'],
  read: [readMessage, 'The user reads a message'],
} as const;

/** Messages on their way, and the review of templates. */
export function messageControls(world: World): ControlRoute[] {
  const steps = Object.entries(STEPS).map(([name, [step, summary]]) =>
    controlRoute({
      method: 'POST',
      path: `/messages/:wamid/${name}`,
      tag: 'messages',
      summary,
      handle: ({ params }) => {
        const message = messageOf(world, params.wamid ?? '');
        step(world, message);
        return viewMessage(world, message);
      },
    }),
  );
  return [
    controlRoute({
      method: 'GET',
      path: '/messages/:wamid',
      tag: 'messages',
      summary: "A business's message and what became of it",
      handle: ({ params }) => viewMessage(world, messageOf(world, params.wamid ?? '')),
    }),
    ...steps,
    ...templateControls(world),
  ];
}

function templateControls(world: World): ControlRoute[] {
  const tag = 'templates';
  return [
    controlRoute({
      method: 'GET',
      path: '/templates',
      tag,
      summary: 'All message templates',
      handle: () => ({ templates: world.templates.all }),
    }),
    controlRoute({
      method: 'POST',
      path: '/templates/:id/review',
      tag,
      summary: 'Meta approves, rejects, pauses or disables a template',
      body: reviewSchema,
      handle: ({ body, params }) => {
        const template = templateOf(world, params.id ?? '');
        reviewTemplate(world, template, body);
        return template;
      },
    }),
    controlRoute({
      method: 'PUT',
      path: '/template-review',
      tag,
      summary: 'How long Meta looks at new templates',
      body: reviewTimeSchema,
      handle: ({ body }) => {
        world.templates.reviewMs = body.afterMs;
        return body;
      },
    }),
  ];
}
