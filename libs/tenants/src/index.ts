export {
  CreateTenant,
  type CreateTenantInput,
  type CreateTenantOutcome,
} from './application/create-tenant.js';
export { FindTenantByKey } from './application/find-tenant-by-key.js';
export { FindTenant } from './application/find-tenant.js';
export { ListTenants, type ListTenantsInput, type TenantPage } from './application/list-tenants.js';
export { requireStaffRole } from './application/require-staff-role.js';
export { TENANT_STATUSES, type TenantStatus, type TenantView } from './domain/tenant.js';
export { findTenantById, type TenantFilter, tenantOf } from './persistence/tenant.repository.js';
export { TenantsModule } from './tenants.module.js';
