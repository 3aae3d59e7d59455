import {
  Args,
  Context,
  Field,
  InputType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { IsOptional, IsUUID } from 'class-validator';
import { ListUsageRecords } from '#patchbay/billing';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import { CallID } from '../graphql/scalars/id-scalars.js';
import { PhoneNumberLoader } from '../numbers/phone-number.loader.js';
import { PhoneNumberType } from '../numbers/phone-number.type.js';
import { UsageRecordConnection, UsageRecordType } from './usage-record.type.js';

@InputType('UsageRecordFilter')
export class UsageRecordFilter {
  @Field(() => CallID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly callId?: string | null;
}

@Resolver(() => UsageRecordType)
export class UsageRecordsResolver {
  constructor(
    private readonly listUsageRecords: ListUsageRecords,
    private readonly phoneNumbers: PhoneNumberLoader,
  ) {}

  @Query(() => UsageRecordConnection, { description: "The tenant's usage, newest first." })
  async usageRecords(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: UsageRecordFilter,
  ): Promise<UsageRecordConnection> {
    const input = { ...pageRequest(page), filter: { callId: filter?.callId ?? undefined } };
    const found = await this.listUsageRecords.execute(tenant, input);
    return connectionOf(found, page, (view) => UsageRecordType.from(view));
  }

  @ResolveField(() => PhoneNumberType)
  phoneNumber(
    @Parent() { numberId }: UsageRecordType,
    @Context() { req }: GraphQLContext,
  ): Promise<PhoneNumberType> {
    return this.phoneNumbers.load(req, numberId);
  }
}
