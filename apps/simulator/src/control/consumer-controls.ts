import { z } from 'zod';
import { consumerSchema } from '../seed-file.js';
import { behaviourSchema } from '../world/directory.js';
import type { World } from '../world/world.js';
import { consumerOf, type ControlRoute, controlRoute } from './control-route.js';

/** The people: who exists and how they behave. */
export function consumerControls(world: World): ControlRoute[] {
  const tag = 'consumers';
  return [
    controlRoute({
      method: 'GET',
      path: '/consumers',
      tag,
      summary: 'All users of WhatsApp',
      handle: () => ({ consumers: world.directory.consumers }),
    }),
    controlRoute({
      method: 'PUT',
      path: '/consumers/:waId/behaviour',
      tag,
      summary: 'What a user does when a business calls',
      body: behaviourSchema,
      handle: ({ body, params }) => {
        world.directory.setBehaviour(consumerOf(world, params.waId ?? ''), body);
        return body;
      },
    }),
    controlRoute({
      method: 'PUT',
      path: '/consumers/:waId',
      tag,
      summary: 'One more user, or a changed one',
      body: z.record(z.string(), z.unknown()),
      handle: ({ body, params }) => {
        const consumer = consumerSchema.parse({ ...body, waId: params.waId });
        world.directory.putConsumer(consumer);
        for (const { phoneNumberId, status } of consumer.permissions) {
          const number = world.directory.number(phoneNumberId);
          if (number !== undefined) {
            world.permissions.grant(number, consumerOf(world, consumer.waId), status);
          }
        }
        return consumer;
      },
    }),
  ];
}
