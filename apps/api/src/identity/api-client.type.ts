import { Field, ObjectType } from '@nestjs/graphql';
import type { ApiClientView } from '#patchbay/identity';
import type { TenantRole } from '#patchbay/kernel';
import { TenantRoleEnum } from '../graphql/role.enum.js';
import { ClientID } from '../graphql/scalars/id-scalars.js';

@ObjectType('ApiClient', { description: "A credential of a tenant's machine." })
export class ApiClientType {
  @Field(() => ClientID, { description: 'The `client_id` to sign in with.' })
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => [TenantRoleEnum])
  readonly roles!: readonly TenantRole[];

  @Field(() => Date)
  readonly createdAt!: Date;

  static from(view: ApiClientView): ApiClientType {
    return Object.assign(new ApiClientType(), view);
  }
}
