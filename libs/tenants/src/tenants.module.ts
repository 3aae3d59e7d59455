import { Module } from '@nestjs/common';
import { CreateTenant } from './application/create-tenant.js';
import { FindTenantByKey } from './application/find-tenant-by-key.js';
import { FindTenant } from './application/find-tenant.js';
import { ListTenants } from './application/list-tenants.js';

/** The BSP's client companies. Needs the kernel and database modules in the process's root. */
@Module({
  providers: [CreateTenant, FindTenant, FindTenantByKey, ListTenants],
  exports: [CreateTenant, FindTenant, FindTenantByKey, ListTenants],
})
export class TenantsModule {}
