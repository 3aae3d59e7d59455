import { Args, Query, Resolver } from '@nestjs/graphql';
import { ListAttempts, ListMessages } from '#patchbay/fanout';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import { EndpointID, MessageID } from '../graphql/scalars/id-scalars.js';
import { AttemptConnection, AttemptType } from './attempt.type.js';
import { messageFilter, MessageFilterInputType } from './message-filter.input.js';
import { MessageConnection, MessageType } from './message.type.js';

@Resolver()
export class MessagesResolver {
  constructor(
    private readonly listMessages: ListMessages,
    private readonly listAttempts: ListAttempts,
  ) {}

  @Query(() => MessageConnection, {
    description:
      'What the tenant was told or is to be told, newest first. A filter that few messages fit may ' +
      'bring a page that is not full: go on with endCursor while hasNextPage.',
  })
  async messages(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: MessageFilterInputType,
  ): Promise<MessageConnection> {
    const found = await this.listMessages.execute(tenant, {
      ...pageRequest(page),
      ...(filter && { filter: { ...messageFilter(filter), from: filter.from ?? undefined } }),
    });
    return connectionOf(found, page, (view) => MessageType.from(view));
  }

  @Query(() => AttemptConnection, {
    description: 'Every try to deliver: all, of a message, or at an endpoint; newest first.',
  })
  async attempts(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
    @Args('messageId', { type: () => MessageID, nullable: true }) messageId?: string | null,
    @Args('endpointId', { type: () => EndpointID, nullable: true }) endpointId?: string | null,
  ): Promise<AttemptConnection> {
    const found = await this.listAttempts.execute(tenant, {
      ...pageRequest(page),
      messageId: messageId ?? undefined,
      endpointId: endpointId ?? undefined,
    });
    return connectionOf(found, page, (view) => AttemptType.from(view));
  }
}
