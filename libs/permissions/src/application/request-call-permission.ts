import type { TenantContext } from '#patchbay/kernel';
import type { CallMessageContent } from '#patchbay/meta';
import { CALL_MESSAGE_USE_CASES } from '../call-messages.roles.js';
import type { TemplateChoice } from '../domain/choose-form.js';
import { checkText, MESSAGE_LIMITS, problemsOf } from '../domain/message-limits.js';
import {
  type Begun,
  type CallMessageOutcome,
  checkRequest,
  idsOf,
  type MessageRequest,
  type MessageTools,
  outcomeOf,
  prepareMessage,
} from './prepare-call-message.js';

export interface RequestCallPermissionInput extends MessageRequest {
  /** Text of a message in free form; Meta advises to have one. */
  readonly body?: string | undefined;
}

/** Asks a consumer for the permission to call, in free form or by a template. */
export class RequestCallPermission {
  readonly #tools: MessageTools;

  constructor(tools: MessageTools) {
    this.#tools = tools;
  }

  async execute(
    tenant: TenantContext,
    input: RequestCallPermissionInput,
  ): Promise<CallMessageOutcome> {
    const { body } = input;
    checkRequest(input, problemsOf(checkText('body', body, MESSAGE_LIMITS.interactiveBody)));
    const { idempotencyKey: key, ...rest } = input;
    const { useCases, messenger, clock } = this.#tools;
    const begun = await useCases.change<Begun>(
      {
        tenant,
        definition: CALL_MESSAGE_USE_CASES.requestPermission,
        subjectId: input.numberId,
        idempotency: { key, input: rest },
      },
      (tx) => prepareMessage(tx, this.#tools, { ...input, purpose: 'PERMISSION_REQUEST' }),
    );
    if (begun.kind === 'refused') return begun;
    const { messageId, template } = begun;
    await messenger.send(tenant.tenantId, {
      messageId,
      to: idsOf(input.consumer),
      content: contentOf(body, template),
    });
    return outcomeOf(await messenger.settled(tenant, messageId), clock.now());
  }
}

function contentOf(
  body: string | undefined,
  template: TemplateChoice | undefined,
): CallMessageContent {
  if (template === undefined) return { kind: 'call_permission_request', body };
  return { kind: 'template', ...template };
}
