import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { IsIn, IsOptional, IsUUID, MaxLength } from 'class-validator';
import type { TenantFilter, TenantStatus } from '#patchbay/tenants';
import { connectionType } from '../graphql/connection.js';
import { TenantID } from '../graphql/scalars/id-scalars.js';
import { TenantStatusEnum, TenantType } from './tenant.type.js';

@InputType('TenantFilter')
export class TenantFilterInput {
  @Field(() => TenantID, { nullable: true })
  @IsOptional()
  @IsUUID()
  readonly tenantId?: string | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @MaxLength(40)
  readonly key?: string | null;

  @Field(() => TenantStatusEnum, { nullable: true })
  @IsOptional()
  @IsIn(Object.values(TenantStatusEnum))
  readonly status?: TenantStatus | null;
}

/** The filter as the use case takes it. */
export function tenantFilter({ tenantId, key, status }: TenantFilterInput): TenantFilter {
  return { tenantId: tenantId ?? undefined, key: key ?? undefined, status: status ?? undefined };
}

@ObjectType()
export class TenantConnection extends connectionType('Tenant', TenantType) {}
