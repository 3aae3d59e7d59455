import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { StaffContext, TenantContext } from '#patchbay/kernel';
import { CreateTenant, FindTenant, ListTenants } from '#patchbay/tenants';
import { CurrentStaff, CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import { CreateTenantInputType } from './create-tenant.input.js';
import { CreateTenantResult, createTenantResult } from './create-tenant.result.js';
import { TenantConnection, tenantFilter, TenantFilterInput } from './tenant-filter.input.js';
import { TenantType } from './tenant.type.js';

@Resolver()
export class TenantsResolver {
  constructor(
    private readonly createTenantUseCase: CreateTenant,
    private readonly findTenant: FindTenant,
    private readonly listTenants: ListTenants,
  ) {}

  @Query(() => TenantType, { description: 'The tenant that you are.' })
  async tenant(@CurrentTenant() tenant: TenantContext): Promise<TenantType> {
    return TenantType.from(await this.findTenant.execute(tenant));
  }

  @Query(() => TenantConnection, {
    description: 'The client companies with what bounds their calls, mostly newest first. Staff.',
  })
  async tenants(
    @CurrentStaff() staff: StaffContext,
    @Args() page: ConnectionArgs,
    @Args('filter', { nullable: true }) filter?: TenantFilterInput,
  ): Promise<TenantConnection> {
    const input = { ...pageRequest(page), filter: tenantFilter(filter ?? {}) };
    const found = await this.listTenants.execute(staff, input);
    return connectionOf(found, page, (view) => TenantType.from(view));
  }

  @Mutation(() => CreateTenantResult, { description: 'Takes a new client company on. BSP_ADMIN.' })
  async createTenant(
    @CurrentStaff() staff: StaffContext,
    @Args('input') { key, name, idempotencyKey }: CreateTenantInputType,
  ): Promise<typeof CreateTenantResult> {
    const input = { key, name, idempotencyKey: idempotencyKey ?? undefined };
    return createTenantResult(await this.createTenantUseCase.execute(staff, input));
  }
}
