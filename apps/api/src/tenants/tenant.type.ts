import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { TenantStatus, TenantView } from '#patchbay/tenants';
import { TenantID } from '../graphql/scalars/id-scalars.js';

export const TenantStatusEnum: { readonly [S in TenantStatus]: S } = {
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  CLOSED: 'CLOSED',
};
registerEnumType(TenantStatusEnum, { name: 'TenantStatus' });

@ObjectType('Tenant', { description: 'A client company of the BSP.' })
export class TenantType {
  @Field(() => TenantID)
  readonly id!: string;

  @Field(() => String, { description: 'Short name, unique on the platform.' })
  readonly key!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => TenantStatusEnum)
  readonly status!: TenantStatus;

  @Field(() => Date)
  readonly createdAt!: Date;

  static from(view: TenantView): TenantType {
    return Object.assign(new TenantType(), view);
  }
}
