import { Field, InputType } from '@nestjs/graphql';
import { IsIn, IsOptional, MaxLength } from 'class-validator';
import type { PermissionStatus } from '#patchbay/permissions';
import { CallPermissionStatusEnum } from './call-permission.enums.js';

@InputType('CallPermissionFilterInput')
export class CallPermissionFilterInput {
  @Field(() => String, { nullable: true, description: "Meta's id of the number." })
  @IsOptional()
  @MaxLength(40)
  readonly phoneNumberId?: string | null;

  @Field(() => CallPermissionStatusEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(CallPermissionStatusEnum))
  readonly status?: PermissionStatus | null;
}
