import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { SetQuietHours } from '#patchbay/admission';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import {
  quietHoursInput,
  quietHoursResult,
  QuietSpanType,
  SetQuietHoursInputType,
  SetQuietHoursResult,
} from './quiet-hours.type.js';

@Resolver()
export class QuietHoursResolver {
  constructor(private readonly hours: SetQuietHours) {}

  @Query(() => [QuietSpanType], { description: 'When you place no calls.' })
  async quietHours(@CurrentTenant() tenant: TenantContext): Promise<QuietSpanType[]> {
    return (await this.hours.read(tenant)).map((span) => QuietSpanType.from(span));
  }

  @Mutation(() => SetQuietHoursResult, {
    description: 'Replaces the quiet hours of a country, or of all countries without their own.',
  })
  async setQuietHours(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: SetQuietHoursInputType,
  ): Promise<typeof SetQuietHoursResult> {
    return quietHoursResult(await this.hours.execute(tenant, quietHoursInput(input)));
  }
}
