import { Args, createUnionType, Field, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { SendCallButton } from '#patchbay/permissions';
import { CurrentTenant } from '../auth/current-principal.js';
import { MESSAGE_REFUSALS } from '../calls/call-refusal.type.js';
import { ConsumerMessageType } from './consumer-message.type.js';
import { CallTemplateNotUsable, messageRefusal } from './message-refusals.type.js';
import { sendButtonInput, SendCallButtonInputType } from './send-message.input.js';

@ObjectType()
export class SendCallButtonSuccess {
  @Field(() => ConsumerMessageType)
  readonly button: ConsumerMessageType;

  constructor(button: ConsumerMessageType) {
    this.button = button;
  }
}

export const SendCallButtonResult = createUnionType({
  name: 'SendCallButtonResult',
  types: () => [SendCallButtonSuccess, CallTemplateNotUsable, ...MESSAGE_REFUSALS] as const,
});

@Resolver()
export class SendCallButtonResolver {
  constructor(
    private readonly findNumber: FindNumber,
    private readonly sendButton: SendCallButton,
  ) {}

  @Mutation(() => SendCallButtonResult, {
    description: 'Sends a WhatsApp user a button that calls the number.',
  })
  async sendCallButton(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: SendCallButtonInputType,
  ): Promise<typeof SendCallButtonResult> {
    const { phoneNumberId } = input;
    const { id } = await this.findNumber.execute(tenant, { phoneNumberId });
    const outcome = await this.sendButton.execute(tenant, sendButtonInput(id, input));
    return outcome.kind === 'refused'
      ? messageRefusal(outcome.refusal)
      : new SendCallButtonSuccess(ConsumerMessageType.from(outcome.message));
  }
}
