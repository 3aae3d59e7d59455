import { Field, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, IsString, IsUUID } from 'class-validator';
import { CallID, PhoneNumberID } from '../graphql/scalars/id-scalars.js';

@InputType('CallEventsFilter')
export class CallEventsFilterInput {
  @Field(() => CallID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly callId?: string | null;

  @Field(() => PhoneNumberID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly numberId?: string | null;

  @Field(() => [String], { nullable: true, description: 'Such as `call.connect`.' })
  @IsOptional()
  @IsString({ each: true })
  @ArrayMaxSize(50)
  readonly eventTypes?: string[] | null;
}
