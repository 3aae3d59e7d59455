import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsDate,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  ValidateNested,
} from 'class-validator';
import {
  type CallControl,
  type CallSignalling,
  type CallState,
  type DisconnectedBy,
  type ListCallsInput,
  TERMINATION_CAUSES,
  type TerminationCause,
} from '#patchbay/calls';
import { PhoneNumberID } from '../graphql/scalars/id-scalars.js';
import { type CallDirection, CallDirectionEnum } from './call-direction.enum.js';
import { CallSignallingEnum } from './call-signalling.enum.js';
import { CallControlEnum, CallStateEnum, DisconnectedByEnum } from './call.enums.js';
import { IsUserId } from './is-user-id.js';

@InputType('CallConsumerFilter', { description: 'A WhatsApp user by either id, or by both.' })
export class CallConsumerFilterInput {
  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, 20)
  readonly waId?: string | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @IsUserId()
  readonly userId?: string | null;
}

@InputType('CallFilter')
export class CallFilterInput {
  @Field(() => [CallStateEnum], { nullable: true })
  @IsOptional()
  @IsIn(Object.values(CallStateEnum), { each: true })
  @ArrayMaxSize(Object.keys(CallStateEnum).length)
  readonly states?: CallState[] | null;

  @Field(() => CallDirectionEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(CallDirectionEnum))
  readonly direction?: CallDirection | null;

  @Field(() => PhoneNumberID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly numberId?: string | null;

  @Field(() => CallConsumerFilterInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => CallConsumerFilterInput)
  readonly consumer?: CallConsumerFilterInput | null;

  @Field(() => Date, { nullable: true, description: 'Begun at this moment or later.' })
  @IsOptional()
  @IsDate()
  readonly from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Begun before this moment.' })
  @IsOptional()
  @IsDate()
  readonly to?: Date | null;

  @Field(() => CallControlEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(CallControlEnum))
  readonly control?: CallControl | null;

  @Field(() => CallSignallingEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(CallSignallingEnum))
  readonly signalling?: CallSignalling | null;

  @Field(() => [String], { nullable: true, description: 'Such as CONSUMER_HUNG_UP.' })
  @IsOptional()
  @IsIn(TERMINATION_CAUSES, { each: true })
  @ArrayMaxSize(TERMINATION_CAUSES.length)
  readonly terminationCauses?: TerminationCause[] | null;

  @Field(() => DisconnectedByEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(DisconnectedByEnum))
  readonly disconnectedBy?: DisconnectedBy | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the call." })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  readonly wacid?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Meta's id of the request that placed or answered it.",
  })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  readonly graphRequest?: string | null;
}

type Given<Value> = { [Key in keyof Value]: Exclude<Value[Key], null> };

/** What is not given does not matter. */
function given<Value extends object>(value: Value): Given<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== null && one !== undefined),
  ) as Given<Value>;
}

/** The filter as the use cases take it. */
export function callFilter(filter: CallFilterInput | null | undefined): ListCallsInput['filter'] {
  const { consumer, graphRequest: graphRequestId, ...rest } = filter ?? {};
  return { ...given({ ...rest, graphRequestId }), ...(consumer && { consumer: given(consumer) }) };
}
