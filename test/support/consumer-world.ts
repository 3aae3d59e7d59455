import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Consumers } from '#patchbay/calls';
import { CLOCK, type Envelope, ENVELOPE, type SystemClock } from '#patchbay/kernel';
import { createTestContext } from './create-test-context.js';
import { type TwoTenants, twoTenants } from './two-tenants.js';

/** Two tenants, a clock to move, and whoever they know. */
export interface ConsumerWorld {
  readonly context: INestApplicationContext;
  readonly world: TwoTenants;
  readonly clock: SystemClock;
  readonly consumers: Consumers;
}

/** Close the context at the end. */
export async function openConsumerWorld(): Promise<ConsumerWorld> {
  const context = await createTestContext([]);
  const clock = context.get<SystemClock>(CLOCK);
  const envelope = context.get<Envelope>(ENVELOPE);
  const consumers = new Consumers({ envelope, lookupKey: randomBytes(32), clock });
  return { context, world: await twoTenants(context), clock, consumers };
}
