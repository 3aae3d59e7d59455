import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Principal } from '#patchbay/identity';
import { FindTenant } from '#patchbay/tenants';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { TenantType } from '../tenants/tenant.type.js';
import { ViewerType } from './viewer.type.js';

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(private readonly findTenant: FindTenant) {}

  @Query(() => ViewerType, { description: 'Whom the access token speaks for.' })
  viewer(@CurrentPrincipal() principal: Principal): ViewerType {
    return ViewerType.from(principal);
  }

  @ResolveField(() => TenantType, {
    nullable: true,
    description: 'The tenant of the token; null for staff across tenants.',
  })
  async tenant(@CurrentPrincipal() principal: Principal): Promise<TenantType | null> {
    if (principal.kind === 'staff') return null;
    return TenantType.from(await this.findTenant.execute(principal.tenant));
  }
}
