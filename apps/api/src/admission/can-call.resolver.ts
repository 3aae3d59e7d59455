import { Args, Query, Resolver } from '@nestjs/graphql';
import { CanCall } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { CurrentTenant } from '../auth/current-principal.js';
import { AdmissionVerdictType } from '../calls/admission-verdict.type.js';
import { refusalOfVerdicts } from '../calls/call-refusal.type.js';
import { ConsumerInput } from '../calls/place-call.input.js';
import { CanCallType } from './can-call.type.js';

@Resolver()
export class CanCallResolver {
  constructor(
    private readonly findNumber: FindNumber,
    private readonly canCallUseCase: CanCall,
  ) {}

  @Query(() => CanCallType, {
    description: 'Whether placeCall would be allowed now, with the verdict of every rule.',
  })
  async canCall(
    @CurrentTenant() tenant: TenantContext,
    @Args('phoneNumberId', { description: "Meta's id of the number." }) phoneNumberId: string,
    @Args('consumer') { waId, userId }: ConsumerInput,
  ): Promise<CanCallType> {
    const { id: numberId } = await this.findNumber.execute(tenant, { phoneNumberId });
    const consumer = { waId: waId ?? undefined, userId: userId ?? undefined };
    const { isAdmitted, verdicts } = await this.canCallUseCase.execute(tenant, {
      numberId,
      consumer,
    });
    return {
      isAllowed: isAdmitted,
      retryAt: isAdmitted ? null : refusalOfVerdicts(verdicts).retryAt,
      verdicts: verdicts.map((verdict) => AdmissionVerdictType.from(verdict)),
    };
  }
}
