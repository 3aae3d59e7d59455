import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { CallTimeline, FindCall, ListCalls } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import { CallID } from '../graphql/scalars/id-scalars.js';
import { PhoneNumberLoader } from '../numbers/phone-number.loader.js';
import { PhoneNumberType } from '../numbers/phone-number.type.js';
import { CallEventType } from './call-event.type.js';
import { callFilter, CallFilterInput } from './call-filter.input.js';
import { CallConnection, CallType } from './call.type.js';

@Resolver(() => CallType)
export class CallsResolver {
  constructor(
    private readonly findCall: FindCall,
    private readonly listCalls: ListCalls,
    private readonly readTimeline: CallTimeline,
    private readonly phoneNumbers: PhoneNumberLoader,
  ) {}

  @Query(() => CallType, { description: 'One call of the tenant.' })
  async call(
    @CurrentTenant() tenant: TenantContext,
    @Args('id', { type: () => CallID }) id: string,
  ): Promise<CallType> {
    return CallType.from(await this.findCall.execute(tenant, id));
  }

  @Query(() => CallConnection, { description: "The tenant's calls, newest first." })
  async calls(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: CallFilterInput,
  ): Promise<CallConnection> {
    const input = { ...pageRequest(page), filter: callFilter(filter) };
    const found = await this.listCalls.execute(tenant, input);
    const { calls: items, hasMore: hasNextPage } = found;
    return connectionOf({ items, hasNextPage }, page, (view) => CallType.from(view));
  }

  @Query(() => [CallEventType], { description: 'Everything that happened to a call, in order.' })
  async callTimeline(
    @CurrentTenant() tenant: TenantContext,
    @Args('callId', { type: () => CallID }) callId: string,
  ): Promise<CallEventType[]> {
    const events = await this.readTimeline.execute(tenant, callId);
    return events.map((event) => CallEventType.from(event));
  }

  @ResolveField(() => PhoneNumberType)
  phoneNumber(
    @Parent() { numberId }: CallType,
    @Context() { req }: GraphQLContext,
  ): Promise<PhoneNumberType> {
    return this.phoneNumbers.load(req, numberId);
  }
}
