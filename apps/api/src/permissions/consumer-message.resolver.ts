import { Args, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '#patchbay/kernel';
import { ReadCallMessage } from '#patchbay/permissions';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConsumerMessageID } from '../graphql/scalars/id-scalars.js';
import { ConsumerMessageType } from './consumer-message.type.js';

@Resolver()
export class ConsumerMessageResolver {
  constructor(private readonly read: ReadCallMessage) {}

  @Query(() => ConsumerMessageType, {
    description: 'What became of a permission request or a call button.',
  })
  async consumerMessage(
    @CurrentTenant() tenant: TenantContext,
    @Args('id', { type: () => ConsumerMessageID }) id: string,
  ): Promise<ConsumerMessageType> {
    return ConsumerMessageType.from(await this.read.execute(tenant, id));
  }
}
