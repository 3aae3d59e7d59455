import { registerEnumType } from '@nestjs/graphql';
import {
  type Role,
  STAFF_ROLES,
  type StaffRole,
  TENANT_ROLES,
  type TenantRole,
} from '#patchbay/kernel';

function enumOf<Name extends string>(names: readonly Name[]): { readonly [N in Name]: N } {
  return Object.fromEntries(names.map((name) => [name, name])) as { readonly [N in Name]: N };
}

/** The roles of a tenant's own clients, as a GraphQL enum. */
export const TenantRoleEnum: { readonly [N in TenantRole]: N } = enumOf(TENANT_ROLES);
registerEnumType(TenantRoleEnum, { name: 'TenantRole' });

/** All roles, as a GraphQL enum. */
export const RoleEnum: { readonly [N in Role]: N } = enumOf<StaffRole | TenantRole>([
  ...STAFF_ROLES,
  ...TENANT_ROLES,
]);
registerEnumType(RoleEnum, { name: 'Role' });
