import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { SuppressConsumer } from '#patchbay/calls';
import { badInput, type TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import type { ConsumerInput } from '../calls/place-call.input.js';
import {
  LiftSuppressionInputType,
  LiftSuppressionResult,
  liftSuppressionResult,
  SuppressConsumerInputType,
  SuppressConsumerResult,
  suppressConsumerResult,
  SuppressedConsumerType,
} from './suppression.type.js';

const MAX_LISTED = 200;

const named = ({ waId, userId }: ConsumerInput): { waId?: string; userId?: string } => ({
  ...(waId && { waId }),
  ...(userId && { userId }),
});

@Resolver()
export class SuppressionsResolver {
  constructor(private readonly suppress: SuppressConsumer) {}

  @Query(() => [SuppressedConsumerType], {
    description: `Whom you do not call, the last added first; at most ${MAX_LISTED}.`,
  })
  async suppressedConsumers(
    @CurrentTenant() tenant: TenantContext,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
  ): Promise<SuppressedConsumerType[]> {
    if (first < 1 || first > MAX_LISTED) throw badInput('first', `must be 1 to ${MAX_LISTED}`);
    const found = await this.suppress.list(tenant, first);
    return found.map((view) => SuppressedConsumerType.from(view));
  }

  @Mutation(() => SuppressConsumerResult, {
    description: 'Puts a consumer on your suppression list: you do not call them, they may call.',
  })
  async suppressConsumer(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { consumer, reason, until = null }: SuppressConsumerInputType,
  ): Promise<typeof SuppressConsumerResult> {
    const input = { consumer: named(consumer), reason, until };
    return suppressConsumerResult(await this.suppress.execute(tenant, input));
  }

  @Mutation(() => LiftSuppressionResult, { description: 'Takes a consumer off the list.' })
  async liftSuppression(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { consumer }: LiftSuppressionInputType,
  ): Promise<typeof LiftSuppressionResult> {
    return liftSuppressionResult(await this.suppress.lift(tenant, named(consumer)));
  }
}
