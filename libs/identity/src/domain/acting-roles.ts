import type { Role, StaffRole, TenantRole } from '#patchbay/kernel';

/**
 * What staff may do while it acts on a tenant. Only BSP_ADMIN gets TENANT_ADMIN, which can make API
 * clients that outlive the exchanged token. A BSP_VIEWER gets nothing: no tenant role only reads.
 */
const ACTING_ROLES: Readonly<Record<StaffRole, readonly TenantRole[]>> = {
  BSP_ADMIN: ['TENANT_ADMIN', 'TENANT_APP', 'TENANT_FINANCE'],
  BSP_OPERATOR: ['TENANT_APP'],
  BSP_FINANCE: ['TENANT_FINANCE'],
  BSP_VIEWER: [],
};

/** The tenant roles that staff with these roles has while it acts on a tenant. */
export function actingRoles(roles: readonly Role[]): readonly TenantRole[] {
  const acting = roles.flatMap((role) =>
    role in ACTING_ROLES ? ACTING_ROLES[role as StaffRole] : [],
  );
  return [...new Set(acting)];
}
