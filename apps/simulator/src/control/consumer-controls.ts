import { z } from 'zod';
import { HttpProblem } from '../http/http-listener.js';
import { consumerSchema } from '../seed-file.js';
import { makeConsumers, makeConsumersSchema } from '../world/messages/make-consumers.js';
import { changeUserId, writeToBusiness } from '../world/messages/consumer-messages.js';
import { openDeepLink, tapButton } from '../world/messages/call-invitations.js';
import { USER_DEVICES } from '../world/call.js';
import { behaviourSchema } from '../world/directory.js';
import type { World } from '../world/world.js';
import { consumerOf, type ControlRoute, controlRoute, numberOf } from './control-route.js';
import { senderOf, viewInboxItem } from './message-view.js';

const device = z.enum(USER_DEVICES).optional().describe("Which of the user's devices");

const textSchema = z.strictObject({
  phoneNumberId: z.string().describe('The business that is written to'),
  text: z.string().min(1).max(4096).default('Hello'),
});

const tapSchema = z.strictObject({
  wamid: z.string().optional().describe('Message with the button; the newest unless told'),
  device,
});

const linkSchema = z.strictObject({
  url: z.string().describe('https://wa.me/call/<number>?biz_payload=<text>'),
  device,
});

const userIdSchema = z.strictObject({ userId: consumerSchema.shape.userId });

const TAG = 'consumers';

/** The people: who exists, how they behave, what they do in the chat. */
export function consumerControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'GET',
      path: '/consumers',
      tag: TAG,
      summary: 'All users of WhatsApp',
      handle: () => ({ consumers: world.directory.consumers }),
    }),
    controlRoute({
      method: 'POST',
      path: '/consumers/bulk',
      tag: TAG,
      summary: 'Makes many users at once',
      body: makeConsumersSchema,
      status: 201,
      handle: ({ body }) => ({
        consumers: makeConsumers(world, body).map(({ userId, waId }) => ({ waId, userId })),
      }),
    }),
    controlRoute({
      method: 'PUT',
      path: '/consumers/:waId/behaviour',
      tag: TAG,
      summary: 'What a user does when a business calls, writes or asks for permission',
      body: behaviourSchema,
      handle: ({ body, params }) => {
        world.directory.setBehaviour(consumerOf(world, params.waId ?? ''), body);
        return body;
      },
    }),
    controlRoute({
      method: 'PUT',
      path: '/consumers/:waId',
      tag: TAG,
      summary: 'One more user, or a changed one',
      body: consumerSchema.omit({ waId: true }),
      handle: ({ body, params }) => putConsumer(world, { ...body, waId: params.waId }),
    }),
    ...chatControls(world),
    ...invitationControls(world),
  ];
}

function putConsumer(world: World, body: unknown): unknown {
  const seed = consumerSchema.parse(body);
  const owner = world.directory.consumer(seed.userId);
  if (owner !== undefined && owner.waId !== seed.waId) {
    throw new HttpProblem(409, `the id ${seed.userId} belongs to ${owner.waId}`);
  }
  const consumer = world.directory.putConsumer(seed);
  for (const { phoneNumberId, status } of seed.permissions) {
    const number = world.directory.number(phoneNumberId);
    if (number !== undefined) world.permissions.grant(number, consumer, status);
  }
  return seed;
}

function chatControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'GET',
      path: '/consumers/:waId/inbox',
      tag: TAG,
      summary: 'What a user sees in the chats with businesses, the newest last',
      query: { phoneNumberId: 'only what comes from this number' },
      handle: ({ params, query }) => {
        const from = query.get('phoneNumberId');
        const items = world.messages
          .inbox(consumerOf(world, params.waId ?? ''))
          .filter((item) => (from ?? senderOf(item)) === senderOf(item));
        return { items: items.map((item) => viewInboxItem(world, item)) };
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/consumers/:waId/messages',
      tag: TAG,
      summary: 'A user writes to a business, which opens the customer service window',
      body: textSchema,
      status: 201,
      handle: ({ body, params }) => {
        const consumer = consumerOf(world, params.waId ?? '');
        const number = numberOf(world, body.phoneNumberId);
        return { wamid: writeToBusiness(world, { consumer, number, text: body.text }).wamid };
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/consumers/:waId/user-id',
      tag: TAG,
      summary: "A user's BSUID changes; businesses are told by a system message",
      body: userIdSchema,
      handle: ({ body, params }) =>
        changeUserId(world, consumerOf(world, params.waId ?? ''), body.userId),
    }),
  ];
}

/** What in a chat leads to a call. */
function invitationControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/consumers/:waId/button-taps',
      tag: TAG,
      summary: 'A user taps a call button and so calls the business',
      body: tapSchema,
      status: 201,
      handle: async ({ body, params }) => {
        const consumer = consumerOf(world, params.waId ?? '');
        return { wacid: (await tapButton(world, consumer, body)).wacid };
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/consumers/:waId/deep-links',
      tag: TAG,
      summary: 'A user opens a calling deep link and so calls the business',
      body: linkSchema,
      status: 201,
      handle: async ({ body, params }) => {
        const consumer = consumerOf(world, params.waId ?? '');
        return { wacid: (await openDeepLink(world, consumer, body)).wacid };
      },
    }),
  ];
}
