import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { type FollowedEvent, FollowEvents } from '#patchbay/fanout';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { MessageID } from '../graphql/scalars/id-scalars.js';
import { CallEventsFilterInput } from './call-events.input.js';
import { CallMessageType } from './call-message.type.js';

@Resolver()
export class CallEventsResolver {
  constructor(private readonly follow: FollowEvents) {}

  @Subscription(() => CallMessageType, {
    description:
      'The events about calls as they happen: what endpoints are sent, each once, those of a call in ' +
      'their order. After a disconnection give the last id as `after`: nothing is missed, and events ' +
      'of the seconds before may come again. A subscription that completes by itself was read too ' +
      'slowly: subscribe again with `after`.',
    resolve: (event: FollowedEvent) => CallMessageType.from(event),
  })
  callEvents(
    @CurrentTenant() tenant: TenantContext,
    @Args('after', { type: () => MessageID, nullable: true }) after?: string | null,
    @Args('filter', { nullable: true }) filter?: CallEventsFilterInput,
  ): Promise<AsyncIterableIterator<FollowedEvent>> {
    const { callId, numberId, eventTypes } = filter ?? {};
    return this.follow.execute(tenant, {
      after: after ?? undefined,
      filter: {
        callId: callId ?? undefined,
        numberId: numberId ?? undefined,
        eventTypes: eventTypes ?? undefined,
      },
    });
  }
}
