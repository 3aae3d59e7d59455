import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { ListPermissions, ShowPermission } from '#patchbay/permissions';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConsumerInput } from '../calls/place-call.input.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import { PhoneNumberLoader } from '../numbers/phone-number.loader.js';
import { PhoneNumberType } from '../numbers/phone-number.type.js';
import { CallPermissionFilterInput } from './call-permission-filter.input.js';
import { CallPermissionConnection, CallPermissionType } from './call-permission.type.js';

@Resolver(() => CallPermissionType)
export class CallPermissionsResolver {
  constructor(
    private readonly findNumber: FindNumber,
    private readonly showPermission: ShowPermission,
    private readonly listPermissions: ListPermissions,
    private readonly phoneNumbers: PhoneNumberLoader,
  ) {}

  @Query(() => CallPermissionType, {
    description: 'What is between a number and a consumer. Where it is in doubt Meta is asked.',
  })
  async callPermission(
    @CurrentTenant() tenant: TenantContext,
    @Args('phoneNumberId', { description: "Meta's id of the number." }) phoneNumberId: string,
    @Args('consumer') { waId, userId }: ConsumerInput,
  ): Promise<CallPermissionType> {
    const { id: numberId } = await this.findNumber.execute(tenant, { phoneNumberId });
    const consumer = { ...(waId && { waId }), ...(userId && { userId }) };
    return CallPermissionType.from(
      await this.showPermission.execute(tenant, { numberId, consumer }),
    );
  }

  @Query(() => CallPermissionConnection, {
    description: 'All numbers and consumers with something between them, newest first.',
  })
  async callPermissions(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: CallPermissionFilterInput,
  ): Promise<CallPermissionConnection> {
    const { phoneNumberId, status } = filter ?? {};
    const number = phoneNumberId
      ? await this.findNumber.execute(tenant, { phoneNumberId })
      : undefined;
    const { permissions: items, hasMore: hasNextPage } = await this.listPermissions.execute(
      tenant,
      {
        ...pageRequest(page),
        numberId: number?.id,
        status: status ?? undefined,
      },
    );
    return connectionOf({ items, hasNextPage }, page, (view) => CallPermissionType.from(view));
  }

  @ResolveField(() => PhoneNumberType)
  phoneNumber(
    @Parent() { numberId }: CallPermissionType,
    @Context() { req }: GraphQLContext,
  ): Promise<PhoneNumberType> {
    return this.phoneNumbers.load(req, numberId);
  }
}
