import type { UseCaseDefinition } from '#patchbay/database';
import type { TenantContext } from '#patchbay/kernel';
import type { CallMessageContent } from '#patchbay/meta';
import type { CallMessagePurpose } from '../domain/call-message.js';
import type { TemplateChoice } from '../domain/choose-form.js';
import {
  type Begun,
  type CallMessageOutcome,
  idsOf,
  type MessageRequest,
  type MessageTools,
  outcomeOf,
  prepareMessage,
} from './prepare-call-message.js';

/** A message that a tenant wants sent: its input was checked. */
export interface WantedMessage<Input extends MessageRequest> {
  readonly definition: UseCaseDefinition;
  readonly purpose: CallMessagePurpose;
  readonly input: Input;
  readonly contentOf: (input: Input, template: TemplateChoice | undefined) => CallMessageContent;
}

/** Keeps a message in one transaction, sends it once after that, and says what became of it. */
export async function sendCallMessage<Input extends MessageRequest>(
  tools: MessageTools,
  tenant: TenantContext,
  { definition, purpose, input, contentOf }: WantedMessage<Input>,
): Promise<CallMessageOutcome> {
  const { useCases, messenger, clock } = tools;
  const { idempotencyKey: key, ...rest } = input;
  const begun = await useCases.change<Begun>(
    { tenant, definition, subjectId: input.numberId, idempotency: { key, input: rest } },
    async (tx) => {
      const outcome = await prepareMessage(tx, tools, { ...input, purpose });
      // Of what is refused nothing is kept, so that its key is free when it may be sent.
      return outcome.kind === 'refused' ? tx.refuse(outcome) : outcome;
    },
  );
  if (begun.kind === 'refused') return begun;
  const { messageId, template } = begun;
  const content = contentOf(input, template);
  await messenger.send(tenant.tenantId, { messageId, to: idsOf(input.consumer), content });
  return outcomeOf(await messenger.settled(tenant, messageId), clock.now());
}
