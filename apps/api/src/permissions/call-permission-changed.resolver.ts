import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { type FollowedEvent, FollowEvents } from '#patchbay/fanout';
import type { TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { CurrentTenant } from '../auth/current-principal.js';
import { MessageID } from '../graphql/scalars/id-scalars.js';
import { CallPermissionChangeType } from './call-permission-change.type.js';

const EVENT_TYPES = ['call.permission.updated', 'call.permission.nudge'];

@Resolver()
export class CallPermissionChangedResolver {
  constructor(
    private readonly follow: FollowEvents,
    private readonly findNumber: FindNumber,
  ) {}

  @Subscription(() => CallPermissionChangeType, {
    description:
      'What happens to permissions to call, as it happens: decisions of users, ends, figures of Meta’s ' +
      'and nudges. After a disconnection give the last id as `after`: nothing is missed.',
    resolve: (event: FollowedEvent) => CallPermissionChangeType.from(event),
  })
  async callPermissionChanged(
    @CurrentTenant() tenant: TenantContext,
    @Args('after', { type: () => MessageID, nullable: true }) after?: string | null,
    @Args('phoneNumberId', { type: () => String, nullable: true, description: "Meta's id." })
    phoneNumberId?: string | null,
  ): Promise<AsyncIterableIterator<FollowedEvent>> {
    const number = phoneNumberId
      ? await this.findNumber.execute(tenant, { phoneNumberId })
      : undefined;
    return this.follow.execute(tenant, {
      after: after ?? undefined,
      filter: { numberId: number?.id, eventTypes: EVENT_TYPES },
    });
  }
}
