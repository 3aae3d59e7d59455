import type { UseCaseDefinition } from '#patchbay/database';
import { STAFF_ROLES, TENANT_ROLES } from '#patchbay/kernel';

/** Which roles may run the use cases of tenants. */
export const TENANT_USE_CASES = {
  createTenant: { name: 'tenants.create_tenant', roles: ['BSP_ADMIN'] },
  findTenantByKey: { name: 'tenants.find_tenant_by_key', roles: STAFF_ROLES },
  listTenants: { name: 'tenants.list_tenants', roles: STAFF_ROLES },
  findTenant: { name: 'tenants.find_tenant', roles: TENANT_ROLES },
} as const satisfies Record<string, UseCaseDefinition>;
