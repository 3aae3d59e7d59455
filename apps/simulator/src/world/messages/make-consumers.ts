import { z } from 'zod';
import type { Consumer } from '../assets.js';
import { countryOf } from '../country.js';
import { behaviourSchema } from '../directory.js';
import type { World } from '../world.js';

const MAX_AT_ONCE = 10_000;

export const makeConsumersSchema = z.strictObject({
  count: z.number().int().min(1).max(MAX_AT_ONCE),
  countryCode: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'a calling code such as 254')
    .default('254'),
  permissions: z
    .array(
      z.strictObject({
        phoneNumberId: z.string(),
        status: z.enum(['temporary', 'permanent']).default('permanent'),
      }),
    )
    .default([])
    .describe('Granted at once, without a webhook'),
  behaviour: behaviourSchema.optional(),
  isNumberHidden: z.boolean().default(false),
  hasOldClient: z.boolean().default(false),
});

type Order = z.output<typeof makeConsumersSchema>;

/** Makes many users with numbers that nobody has. */
export function makeConsumers(world: World, order: Order): Consumer[] {
  const numbers = order.permissions.flatMap(({ phoneNumberId, status }) => {
    const number = world.directory.number(phoneNumberId);
    return number === undefined ? [] : [{ number, status }];
  });
  return freeNumbers(world, order).map((waId, i) => {
    const consumer = world.directory.putConsumer({
      waId,
      userId: `${countryOf(waId) ?? 'XX'}.9${waId}`,
      name: `User ${i + 1}`,
      isNumberHidden: order.isNumberHidden,
      isCallable: true,
      hasOldClient: order.hasOldClient,
    });
    for (const { number, status } of numbers) world.permissions.grant(number, consumer, status);
    if (order.behaviour !== undefined) world.directory.setBehaviour(consumer, order.behaviour);
    return consumer;
  });
}

function freeNumbers({ directory }: World, { count, countryCode }: Order): string[] {
  const found: string[] = [];
  // Mobile numbers begin with 7 in many countries, among them all of the seed.
  for (let n = 710_000_000; found.length < count; n++) {
    const waId = `${countryCode}${n}`;
    if (directory.consumer(waId) === undefined) found.push(waId);
  }
  return found;
}
