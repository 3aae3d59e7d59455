import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { PlaceCall } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { PlaceCallInputType, placeCallInput } from './place-call.input.js';
import { PlaceCallResult, placeCallResult } from './place-call.result.js';

@Resolver()
export class PlaceCallResolver {
  constructor(private readonly place: PlaceCall) {}

  @Mutation(() => PlaceCallResult, { description: 'Calls a WhatsApp user.' })
  async placeCall(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: PlaceCallInputType,
  ): Promise<typeof PlaceCallResult> {
    return placeCallResult(await this.place.execute(tenant, placeCallInput(input)));
  }
}
