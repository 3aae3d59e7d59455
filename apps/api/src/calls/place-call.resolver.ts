import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { PlaceCall } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { CurrentTenant } from '../auth/current-principal.js';
import { PlaceCallInputType, placeCallInput } from './place-call.input.js';
import { PlaceCallResult, placeCallResult } from './place-call.result.js';

@Resolver()
export class PlaceCallResolver {
  constructor(
    private readonly findNumber: FindNumber,
    private readonly place: PlaceCall,
  ) {}

  @Mutation(() => PlaceCallResult, { description: 'Calls a WhatsApp user.' })
  async placeCall(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: PlaceCallInputType,
  ): Promise<typeof PlaceCallResult> {
    const { phoneNumberId } = input;
    const { id: numberId } = await this.findNumber.execute(tenant, { phoneNumberId });
    return placeCallResult(await this.place.execute(tenant, placeCallInput(numberId, input)));
  }
}
