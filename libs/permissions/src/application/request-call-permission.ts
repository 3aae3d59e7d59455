import type { TenantContext } from '#patchbay/kernel';
import type { CallMessageContent } from '#patchbay/meta';
import { CALL_MESSAGE_USE_CASES } from '../call-messages.roles.js';
import type { TemplateChoice } from '../domain/choose-form.js';
import { checkText, MESSAGE_LIMITS, problemsOf } from '../domain/message-limits.js';
import {
  type CallMessageOutcome,
  checkRequest,
  type MessageRequest,
  type MessageTools,
} from './prepare-call-message.js';
import { sendCallMessage } from './send-call-message.js';

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
    const definition = CALL_MESSAGE_USE_CASES.requestPermission;
    const wanted = { definition, purpose: 'PERMISSION_REQUEST' as const, input, contentOf };
    return sendCallMessage(this.#tools, tenant, wanted);
  }
}

function contentOf(
  { body }: RequestCallPermissionInput,
  template: TemplateChoice | undefined,
): CallMessageContent {
  if (template === undefined) return { kind: 'call_permission_request', body };
  return { kind: 'template', ...template };
}
