import { Field, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsIn, IsOptional, IsUUID } from 'class-validator';
import type { CallState } from '#patchbay/calls';
import { PhoneNumberID } from '../graphql/scalars/id-scalars.js';
import { type CallDirection, CallDirectionEnum } from './call-direction.enum.js';
import { CallStateEnum } from './call.enums.js';

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
}
