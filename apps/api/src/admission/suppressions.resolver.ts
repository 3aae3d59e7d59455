import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { SuppressConsumer } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import type { ConsumerInput } from '../calls/place-call.input.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import {
  LiftSuppressionInputType,
  LiftSuppressionResult,
  liftSuppressionResult,
  SuppressConsumerInputType,
  SuppressConsumerResult,
  suppressConsumerResult,
  SuppressedConsumerConnection,
  SuppressedConsumerType,
} from './suppression.type.js';

const named = ({ waId, userId }: ConsumerInput): { waId?: string; userId?: string } => ({
  ...(waId && { waId }),
  ...(userId && { userId }),
});

@Resolver()
export class SuppressionsResolver {
  constructor(private readonly suppress: SuppressConsumer) {}

  @Query(() => SuppressedConsumerConnection, {
    description: 'Whom you do not call, the last added first.',
  })
  async suppressedConsumers(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
  ): Promise<SuppressedConsumerConnection> {
    const found = await this.suppress.list(tenant, pageRequest(page));
    return connectionOf(found, page, (view) => SuppressedConsumerType.from(view));
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
