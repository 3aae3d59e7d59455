import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { SetKillSwitch, SetPlatformKillSwitch, SetTenantQuota } from '#patchbay/admission';
import type { StaffContext, TenantContext } from '#patchbay/kernel';
import { CurrentStaff, CurrentTenant } from '../auth/current-principal.js';
import {
  killSwitchInput,
  killSwitchResult,
  SetKillSwitchInputType,
  SetKillSwitchResult,
  SetPlatformKillSwitchInputType,
} from './kill-switch.type.js';
import {
  SetTenantQuotaInputType,
  SetTenantQuotaResult,
  tenantQuotaResult,
} from './tenant-quota.type.js';

@Resolver()
export class CallBoundsResolver {
  constructor(
    private readonly stop: SetKillSwitch,
    private readonly stopOfStaff: SetPlatformKillSwitch,
    private readonly quota: SetTenantQuota,
  ) {}

  @Mutation(() => SetKillSwitchResult, {
    description: 'Stops your own calls at once, or lets them go on; calls that are up stay.',
  })
  async setKillSwitch(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: SetKillSwitchInputType,
  ): Promise<typeof SetKillSwitchResult> {
    return killSwitchResult(await this.stop.execute(tenant, killSwitchInput(input)));
  }

  @Mutation(() => SetKillSwitchResult, {
    description:
      'Stops the calls of a number, a tenant or the platform. Staff: BSP_ADMIN, BSP_OPERATOR.',
  })
  async setPlatformKillSwitch(
    @CurrentStaff() staff: StaffContext,
    @Args('input') input: SetPlatformKillSwitchInputType,
  ): Promise<typeof SetKillSwitchResult> {
    const { tenantId = null } = input;
    const outcome = await this.stopOfStaff.execute(staff, { ...killSwitchInput(input), tenantId });
    return killSwitchResult(outcome);
  }

  @Mutation(() => SetTenantQuotaResult, {
    description: 'How many calls a tenant may have up, and place within 24 hours. BSP_ADMIN.',
  })
  async setTenantQuota(
    @CurrentStaff() staff: StaffContext,
    @Args('input') { tenantId, concurrentCalls, dailyCalls }: SetTenantQuotaInputType,
  ): Promise<typeof SetTenantQuotaResult> {
    const quota = { concurrentCalls: concurrentCalls ?? null, dailyCalls: dailyCalls ?? null };
    return tenantQuotaResult(await this.quota.execute(staff, { tenantId, ...quota }));
  }
}
