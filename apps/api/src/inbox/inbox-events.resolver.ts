import { Args, Query, Resolver } from '@nestjs/graphql';
import { ListInboxEvents, ListQuarantinedEvents } from '#patchbay/inbox';
import type { StaffContext } from '#patchbay/kernel';
import { CurrentStaff } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import { inboxEventFilter, InboxEventFilterInput } from './inbox-event-filter.input.js';
import { InboxEventConnection, InboxEventType } from './inbox-event.type.js';
import { quarantineFilter, QuarantineFilterInput } from './quarantine-filter.input.js';
import { QuarantinedEventConnection, QuarantinedEventType } from './quarantined-event.type.js';

@Resolver()
export class InboxEventsResolver {
  constructor(
    private readonly listInboxEvents: ListInboxEvents,
    private readonly listQuarantinedEvents: ListQuarantinedEvents,
  ) {}

  @Query(() => InboxEventConnection, {
    description:
      'What came in for tenants, newest first. Staff: BSP_ADMIN, BSP_OPERATOR, BSP_VIEWER.',
  })
  async inboxEvents(
    @CurrentStaff() staff: StaffContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: InboxEventFilterInput,
  ): Promise<InboxEventConnection> {
    const input = { ...pageRequest(page), filter: inboxEventFilter(filter) };
    const found = await this.listInboxEvents.execute(staff, input);
    return connectionOf(found, page, (view) => InboxEventType.from(view));
  }

  @Query(() => QuarantinedEventConnection, {
    description:
      'What Meta sent and belongs to nobody we know, newest first. ' +
      'Staff: BSP_ADMIN, BSP_OPERATOR, BSP_VIEWER.',
  })
  async quarantinedEvents(
    @CurrentStaff() staff: StaffContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: QuarantineFilterInput,
  ): Promise<QuarantinedEventConnection> {
    const input = { ...pageRequest(page), filter: quarantineFilter(filter) };
    const found = await this.listQuarantinedEvents.execute(staff, input);
    return connectionOf(found, page, (view) => QuarantinedEventType.from(view));
  }
}
