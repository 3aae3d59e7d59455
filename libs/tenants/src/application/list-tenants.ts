import { Injectable } from '@nestjs/common';
import { StaffDatabase } from '#patchbay/database';
import type { StaffContext } from '#patchbay/kernel';
import type { TenantView } from '../domain/tenant.js';
import { selectTenants, type TenantFilter } from '../persistence/tenant.repository.js';
import { TENANT_USE_CASES } from '../tenants.roles.js';
import { requireStaffRole } from './require-staff-role.js';

export interface ListTenantsInput {
  readonly first: number;
  /** The last tenant of the page before. */
  readonly after?: string | undefined;
  readonly filter: TenantFilter;
}

export interface TenantPage {
  readonly items: readonly TenantView[];
  readonly hasNextPage: boolean;
}

/** The BSP's client companies, for its staff. */
@Injectable()
export class ListTenants {
  constructor(private readonly database: StaffDatabase) {}

  async execute(
    staff: StaffContext,
    { first, after, filter }: ListTenantsInput,
  ): Promise<TenantPage> {
    const definition = TENANT_USE_CASES.listTenants;
    requireStaffRole(staff.actor, definition);
    const found = await this.database.read(staff, definition.name, (tx) =>
      selectTenants(tx, filter, { limit: first + 1, beforeId: after }),
    );
    return { items: found.slice(0, first), hasNextPage: found.length > first };
  }
}
