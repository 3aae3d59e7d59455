import { Args, Query, Resolver } from '@nestjs/graphql';
import { LiveCalls, PlatformLiveCalls } from '#patchbay/calls';
import type { StaffContext, TenantContext } from '#patchbay/kernel';
import { CurrentStaff, CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import { TenantID } from '../graphql/scalars/id-scalars.js';
import { callFilter, CallFilterInput } from './call-filter.input.js';
import { CallType } from './call.type.js';
import {
  LiveCallConnection,
  PlatformLiveCallConnection,
  PlatformLiveCallType,
} from './live-call.type.js';

@Resolver()
export class LiveCallsResolver {
  constructor(
    private readonly liveOfTenant: LiveCalls,
    private readonly liveOfAll: PlatformLiveCalls,
  ) {}

  @Query(() => LiveCallConnection, {
    description: "The tenant's calls that are up at this moment, newest first, and their number.",
  })
  async liveCalls(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: CallFilterInput,
  ): Promise<LiveCallConnection> {
    const input = { ...pageRequest(page), filter: callFilter(filter) };
    const { calls: items, hasMore, totalCount } = await this.liveOfTenant.execute(tenant, input);
    const found = { items, hasNextPage: hasMore };
    return { ...connectionOf(found, page, (view) => CallType.from(view)), totalCount };
  }

  @Query(() => PlatformLiveCallConnection, {
    description:
      'The calls of all tenants that are up, newest first, and their number. ' +
      'Staff: BSP_ADMIN, BSP_OPERATOR, BSP_VIEWER.',
  })
  async platformLiveCalls(
    @CurrentStaff() staff: StaffContext,
    @Args() page: ConnectionArgs,
    @Args('tenantId', { type: () => TenantID, nullable: true }) tenantId?: string | null,
  ): Promise<PlatformLiveCallConnection> {
    const input = { ...pageRequest(page), tenantId: tenantId ?? undefined };
    const { totalCount, ...found } = await this.liveOfAll.execute(staff, input);
    return {
      ...connectionOf(found, page, (view) => PlatformLiveCallType.from(view)),
      totalCount,
    };
  }
}
