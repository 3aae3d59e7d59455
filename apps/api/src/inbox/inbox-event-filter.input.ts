import { Field, InputType } from '@nestjs/graphql';
import { IsDate, IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import type { EventContext, InboxEventFilter, InboxEventState } from '#patchbay/inbox';
import { CallID, PhoneNumberID, TenantID } from '../graphql/scalars/id-scalars.js';
import { EventContextEnum, InboxEventStateEnum } from './inbox.enums.js';

@InputType('InboxEventFilter')
export class InboxEventFilterInput {
  @Field(() => TenantID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly tenantId?: string | null;

  @Field(() => String, { nullable: true, description: 'Such as `account_settings_update`.' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  readonly kind?: string | null;

  @Field(() => EventContextEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(EventContextEnum))
  readonly context?: EventContext | null;

  @Field(() => InboxEventStateEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(InboxEventStateEnum))
  readonly state?: InboxEventState | null;

  @Field(() => CallID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly callId?: string | null;

  @Field(() => PhoneNumberID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly numberId?: string | null;

  @Field(() => Date, { nullable: true, description: 'Received at this moment or later.' })
  @IsOptional()
  @IsDate()
  readonly from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Received before this moment.' })
  @IsOptional()
  @IsDate()
  readonly to?: Date | null;
}

/** The filter as the use cases take it. */
export function inboxEventFilter(
  filter: InboxEventFilterInput | null | undefined,
): InboxEventFilter {
  return filter ? { ...whatOf(filter), ...whereOf(filter) } : {};
}

function whatOf({ kind, context, state, from, to }: InboxEventFilterInput): InboxEventFilter {
  return {
    kind: kind ?? undefined,
    context: context ?? undefined,
    state: state ?? undefined,
    from: from ?? undefined,
    to: to ?? undefined,
  };
}

function whereOf({ tenantId, callId, numberId }: InboxEventFilterInput): InboxEventFilter {
  return {
    tenantId: tenantId ?? undefined,
    callId: callId ?? undefined,
    numberId: numberId ?? undefined,
  };
}
