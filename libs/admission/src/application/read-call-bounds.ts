import { Injectable } from '@nestjs/common';
import { StaffDatabase, UseCases } from '#patchbay/database';
import type { StaffContext, TenantContext } from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { ADMISSION_USE_CASES } from '../admission.roles.js';
import type { CallBounds } from '../domain/call-bounds.js';
import {
  boundsOfTenants,
  type NumberSwitch,
  switchesOfNumbers,
} from '../persistence/call-bounds.repository.js';

/** What is set against a tenant's calls: its quota, the kill switches that are on, its quiet hours. */
@Injectable()
export class ReadCallBounds {
  constructor(
    private readonly useCases: UseCases,
    private readonly staffDatabase: StaffDatabase,
  ) {}

  /** Those of the caller's own tenant; a tenant id that is another's has none. */
  own(tenant: TenantContext, tenantIds: readonly string[]): Promise<CallBounds[]> {
    const definition = ADMISSION_USE_CASES.readCallBounds;
    return this.useCases.read({ tenant, definition }, (tx) => boundsOfTenants(tx, tenantIds));
  }

  /** Those of any tenants, for the BSP's staff. */
  async ofTenants(staff: StaffContext, tenantIds: readonly string[]): Promise<CallBounds[]> {
    const definition = ADMISSION_USE_CASES.readBoundsOfTenants;
    requireStaffRole(staff.actor, definition);
    return this.staffDatabase.read(staff, definition.name, (tx) => boundsOfTenants(tx, tenantIds));
  }

  /** The switches that are on for single numbers of the caller's. */
  ofNumbers(tenant: TenantContext, numberIds: readonly string[]): Promise<NumberSwitch[]> {
    const definition = ADMISSION_USE_CASES.readCallBounds;
    return this.useCases.read({ tenant, definition }, (tx) => switchesOfNumbers(tx, numberIds));
  }
}
