import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import { TenantType } from '../tenants/tenant.type.js';
import { CallBoundsLoader } from './call-bounds.loader.js';
import { KillSwitchType } from './kill-switch.type.js';
import { QuietSpanType } from './quiet-hours.type.js';
import { TenantQuotaType } from './tenant-quota.type.js';

/** What bounds the calls of a tenant, as fields of the tenant. */
@Resolver(() => TenantType)
export class TenantBoundsResolver {
  constructor(private readonly bounds: CallBoundsLoader) {}

  @ResolveField(() => TenantQuotaType, { description: 'What setTenantQuota has set.' })
  async quota(
    @Parent() { id }: TenantType,
    @Context() { req }: GraphQLContext,
  ): Promise<TenantQuotaType> {
    return (await this.bounds.ofTenant(req, id)).quota;
  }

  @ResolveField(() => [KillSwitchType], {
    description: "Those of the tenant's and of staff's that are on, of its numbers too.",
  })
  async killSwitches(
    @Parent() { id }: TenantType,
    @Context() { req }: GraphQLContext,
  ): Promise<KillSwitchType[]> {
    const { killSwitches } = await this.bounds.ofTenant(req, id);
    return killSwitches.map((view) => KillSwitchType.from(view));
  }

  @ResolveField(() => [QuietSpanType], { description: 'When the tenant places no calls.' })
  async quietHours(
    @Parent() { id }: TenantType,
    @Context() { req }: GraphQLContext,
  ): Promise<QuietSpanType[]> {
    const { quietHours } = await this.bounds.ofTenant(req, id);
    return quietHours.map((span) => QuietSpanType.from(span));
  }
}
