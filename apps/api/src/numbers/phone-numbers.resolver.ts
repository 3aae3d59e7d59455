import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { SetNumberRoute } from '#patchbay/calls';
import { assertUnreachable, type TenantContext } from '#patchbay/kernel';
import { FindNumber, ListNumbers } from '#patchbay/numbers';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import { NumberRouteLoader } from './number-route.loader.js';
import { PhoneNumberRouteType } from './number-route.type.js';
import { PhoneNumberConnection, PhoneNumberFilterInput } from './phone-number-filter.input.js';
import { PhoneNumberType } from './phone-number.type.js';
import {
  setNumberRouteInput,
  SetPhoneNumberRouteInputType,
} from './set-phone-number-route.input.js';
import {
  RouteTargetNotSupported,
  SetPhoneNumberRouteResult,
  SetPhoneNumberRouteSuccess,
} from './set-phone-number-route.result.js';

@Resolver(() => PhoneNumberType)
export class PhoneNumbersResolver {
  constructor(
    private readonly findNumber: FindNumber,
    private readonly listNumbers: ListNumbers,
    private readonly setRoute: SetNumberRoute,
    private readonly routes: NumberRouteLoader,
  ) {}

  @Query(() => PhoneNumberType, { description: "One number of the tenant, by Meta's id." })
  async phoneNumber(
    @CurrentTenant() tenant: TenantContext,
    @Args('phoneNumberId') phoneNumberId: string,
  ): Promise<PhoneNumberType> {
    return PhoneNumberType.from(await this.findNumber.execute(tenant, { phoneNumberId }));
  }

  @Query(() => PhoneNumberConnection, { description: "The tenant's numbers, newest first." })
  async phoneNumbers(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: PhoneNumberFilterInput,
  ): Promise<PhoneNumberConnection> {
    const { wabaId, isCallingEnabled } = filter ?? {};
    const found = await this.listNumbers.execute(tenant, {
      ...pageRequest(page),
      filter: { ...(wabaId && { wabaId }), ...(isCallingEnabled != null && { isCallingEnabled }) },
    });
    const { numbers: items, hasMore: hasNextPage } = found;
    return connectionOf({ items, hasNextPage }, page, (view) => PhoneNumberType.from(view));
  }

  @Mutation(() => SetPhoneNumberRouteResult, {
    description: "Says what a number does with users' calls. TENANT_ADMIN or TENANT_APP.",
  })
  async setPhoneNumberRoute(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: SetPhoneNumberRouteInputType,
    @Context() { req }: GraphQLContext,
  ): Promise<typeof SetPhoneNumberRouteResult> {
    const { phoneNumberId } = input;
    const { id } = await this.findNumber.execute(tenant, { phoneNumberId });
    const outcome = await this.setRoute.execute(tenant, setNumberRouteInput(id, input));
    this.routes.forget(req, id);
    switch (outcome.kind) {
      case 'set':
        return new SetPhoneNumberRouteSuccess(
          PhoneNumberType.from(await this.findNumber.execute(tenant, { id })),
        );
      case 'target_not_supported':
        return new RouteTargetNotSupported(outcome.target);
      default:
        return assertUnreachable(outcome);
    }
  }

  @ResolveField(() => PhoneNumberRouteType, {
    description: "What the number does with users' calls, in full.",
  })
  answerRoute(
    @Parent() { id }: PhoneNumberType,
    @Context() { req }: GraphQLContext,
  ): Promise<PhoneNumberRouteType> {
    return this.routes.load(req, id);
  }
}
