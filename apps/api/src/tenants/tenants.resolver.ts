import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { StaffContext } from '#patchbay/kernel';
import { CreateTenant } from '#patchbay/tenants';
import { CurrentStaff } from '../auth/current-principal.js';
import { CreateTenantInputType } from './create-tenant.input.js';
import { CreateTenantResult, createTenantResult } from './create-tenant.result.js';

@Resolver()
export class TenantsResolver {
  constructor(private readonly createTenantUseCase: CreateTenant) {}

  @Mutation(() => CreateTenantResult, { description: 'Takes a new client company on. BSP_ADMIN.' })
  async createTenant(
    @CurrentStaff() staff: StaffContext,
    @Args('input') { key, name, idempotencyKey }: CreateTenantInputType,
  ): Promise<typeof CreateTenantResult> {
    const input = { key, name, idempotencyKey: idempotencyKey ?? undefined };
    return createTenantResult(await this.createTenantUseCase.execute(staff, input));
  }
}
