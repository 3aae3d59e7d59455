import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { AppError, type TenantContext } from '#patchbay/kernel';
import type { TenantView } from '../domain/tenant.js';
import { tenantOf } from '../persistence/tenant.repository.js';
import { TENANT_USE_CASES } from '../tenants.roles.js';

/** The tenant that the caller belongs to. */
@Injectable()
export class FindTenant {
  constructor(private readonly useCases: UseCases) {}

  async execute(tenant: TenantContext): Promise<TenantView> {
    return this.useCases.read({ tenant, definition: TENANT_USE_CASES.findTenant }, async (tx) => {
      const own = await tenantOf(tx);
      if (own === undefined) throw new AppError('NOT_FOUND', { what: 'tenant' });
      return own;
    });
  }
}
