import { Args, createUnionType, Field, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { RequestCallPermission } from '#patchbay/permissions';
import { CurrentTenant } from '../auth/current-principal.js';
import { MESSAGE_REFUSALS } from '../calls/call-refusal.type.js';
import { ConsumerMessageType } from './consumer-message.type.js';
import { CallTemplateNotUsable, messageRefusal } from './message-refusals.type.js';
import { RequestCallPermissionInputType, requestPermissionInput } from './send-message.input.js';

@ObjectType()
export class RequestCallPermissionSuccess {
  @Field(() => ConsumerMessageType)
  readonly request: ConsumerMessageType;

  constructor(request: ConsumerMessageType) {
    this.request = request;
  }
}

export const RequestCallPermissionResult = createUnionType({
  name: 'RequestCallPermissionResult',
  types: () => [RequestCallPermissionSuccess, CallTemplateNotUsable, ...MESSAGE_REFUSALS] as const,
});

@Resolver()
export class RequestCallPermissionResolver {
  constructor(
    private readonly findNumber: FindNumber,
    private readonly requestPermission: RequestCallPermission,
  ) {}

  @Mutation(() => RequestCallPermissionResult, {
    description: 'Asks a WhatsApp user for the permission to call.',
  })
  async requestCallPermission(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: RequestCallPermissionInputType,
  ): Promise<typeof RequestCallPermissionResult> {
    const { phoneNumberId } = input;
    const { id } = await this.findNumber.execute(tenant, { phoneNumberId });
    const outcome = await this.requestPermission.execute(tenant, requestPermissionInput(id, input));
    return outcome.kind === 'refused'
      ? messageRefusal(outcome.refusal)
      : new RequestCallPermissionSuccess(ConsumerMessageType.from(outcome.message));
  }
}
