import { Injectable } from '@nestjs/common';
import { StaffDatabase } from '#patchbay/database';
import type { StaffContext } from '#patchbay/kernel';
import type { TenantView } from '../domain/tenant.js';
import { findTenantByKey } from '../persistence/tenant.repository.js';
import { TENANT_USE_CASES } from '../tenants.roles.js';
import { requireStaffRole } from './require-staff-role.js';

/** A tenant by its key, for the BSP's staff. The reason goes to the audit. */
@Injectable()
export class FindTenantByKey {
  constructor(private readonly database: StaffDatabase) {}

  async execute(staff: StaffContext, key: string, reason: string): Promise<TenantView | undefined> {
    requireStaffRole(staff.actor, TENANT_USE_CASES.findTenantByKey);
    return this.database.read(staff, reason, (tx) => findTenantByKey(tx, key));
  }
}
