import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Principal } from '#patchbay/identity';
import type { Role } from '#patchbay/kernel';
import { RoleEnum } from '../graphql/role.enum.js';
import { ClientID } from '../graphql/scalars/id-scalars.js';

export enum ViewerKind {
  API_CLIENT = 'API_CLIENT',
  STAFF = 'STAFF',
}
registerEnumType(ViewerKind, {
  name: 'ViewerKind',
  valuesMap: {
    API_CLIENT: { description: "A tenant's machine." },
    STAFF: { description: "The BSP's staff, across tenants or acting on one." },
  },
});

@ObjectType('ActingStaff', { description: 'Staff of the BSP that acts on a tenant, and why.' })
export class ActingStaffType {
  @Field(() => ClientID)
  readonly staffId!: string;

  @Field(() => String)
  readonly reason!: string;
}

@ObjectType('Viewer', { description: 'Whom the access token speaks for.' })
export class ViewerType {
  @Field(() => ClientID, { description: 'The client that signed in.' })
  readonly id!: string;

  @Field(() => ViewerKind)
  readonly kind!: ViewerKind;

  @Field(() => [RoleEnum])
  readonly roles!: readonly Role[];

  @Field(() => ActingStaffType, { nullable: true, description: 'Set in an exchanged token.' })
  readonly act!: ActingStaffType | null;

  static from(principal: Principal): ViewerType {
    const { actor } = principal.kind === 'tenant' ? principal.tenant : principal.staff;
    return Object.assign(new ViewerType(), {
      id: actor.id,
      kind: actor.kind === 'staff_client' ? ViewerKind.STAFF : ViewerKind.API_CLIENT,
      roles: actor.roles,
      act: actor.act ?? null,
    });
  }
}
