/** Roles of the BSP's staff. */
export const STAFF_ROLES = ['BSP_ADMIN', 'BSP_OPERATOR', 'BSP_FINANCE', 'BSP_VIEWER'] as const;
/** Roles inside one tenant. */
export const TENANT_ROLES = [
  'TENANT_ADMIN',
  'TENANT_APP',
  'TENANT_AGENT',
  'TENANT_FINANCE',
] as const;

export type StaffRole = (typeof STAFF_ROLES)[number];
export type TenantRole = (typeof TENANT_ROLES)[number];
export type Role = StaffRole | TenantRole;
