import { badInput, type TenantContext } from '#patchbay/kernel';
import type { CallMessageContent } from '#patchbay/meta';
import { CALL_MESSAGE_USE_CASES } from '../call-messages.roles.js';
import type { TemplateChoice } from '../domain/choose-form.js';
import {
  checkMinutes,
  checkPayload,
  checkText,
  MESSAGE_LIMITS,
  problemsOf,
} from '../domain/message-limits.js';
import {
  type CallMessageOutcome,
  checkRequest,
  type MessageRequest,
  type MessageTools,
} from './prepare-call-message.js';
import { sendCallMessage } from './send-call-message.js';

export interface SendCallButtonInput extends MessageRequest {
  /** Text of a message in free form. */
  readonly body?: string | undefined;
  /** What the button says; a template has its own text. */
  readonly displayText?: string | undefined;
  /** How long the button works, from the sending on. */
  readonly ttlMinutes?: number | undefined;
  /** Comes back as `ctaPayload` of the call. */
  readonly payload?: string | undefined;
}

/** Sends a consumer a button that calls the number, in free form or by a template. */
export class SendCallButton {
  readonly #tools: MessageTools;

  constructor(tools: MessageTools) {
    this.#tools = tools;
  }

  async execute(tenant: TenantContext, given: SendCallButtonInput): Promise<CallMessageOutcome> {
    const input = checkedInput(given);
    const definition = CALL_MESSAGE_USE_CASES.sendButton;
    const wanted = { definition, purpose: 'CALL_BUTTON' as const, input, contentOf };
    return sendCallMessage(this.#tools, tenant, wanted);
  }
}

function checkedInput(input: SendCallButtonInput): SendCallButtonInput {
  const { body, displayText, ttlMinutes, payload, form } = input;
  checkRequest(
    input,
    problemsOf(
      checkText('body', body, MESSAGE_LIMITS.interactiveBody),
      checkText('displayText', displayText, MESSAGE_LIMITS.displayText),
      checkMinutes('ttlMinutes', ttlMinutes),
      checkPayload('payload', payload),
    ),
  );
  if (body !== undefined) return input;
  if (form === 'FREE_FORM') throw badInput('body', 'is needed in free form');
  return { ...input, form: 'TEMPLATE' };
}

function contentOf(
  { body = '', displayText, ttlMinutes, payload }: SendCallButtonInput,
  template: TemplateChoice | undefined,
): CallMessageContent {
  if (template !== undefined) {
    return { kind: 'template', ...template, button: { ttlMinutes, payload } };
  }
  return { kind: 'voice_call', body, displayText, ttlMinutes, payload };
}
