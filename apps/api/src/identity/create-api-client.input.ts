import { Field, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsIn, IsOptional, Length } from 'class-validator';
import { TENANT_ROLES, type TenantRole } from '#patchbay/kernel';
import { TenantRoleEnum } from '../graphql/role.enum.js';

@InputType('CreateApiClientInput')
export class CreateApiClientInputType {
  @Field(() => String, { description: 'Unique within the tenant.' })
  @Length(1, 80)
  readonly name!: string;

  @Field(() => [TenantRoleEnum])
  @ArrayMinSize(1)
  @ArrayMaxSize(TENANT_ROLES.length)
  @IsIn(TENANT_ROLES, { each: true })
  readonly roles!: TenantRole[];

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}
