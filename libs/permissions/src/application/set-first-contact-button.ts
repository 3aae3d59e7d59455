import type { UseCases } from '#patchbay/database';
import { AppError, type Clock, type TenantContext } from '#patchbay/kernel';
import { findNumberById } from '#patchbay/numbers';
import { CALL_MESSAGE_USE_CASES } from '../call-messages.roles.js';
import {
  checkMinutes,
  checkPayload,
  checkText,
  MESSAGE_LIMITS,
  problemsOf,
} from '../domain/message-limits.js';
import {
  type FirstContactButton,
  saveFirstContactButton,
} from '../persistence/first-contact.repository.js';

/** Sets the call button that a number sends at a customer's first message, or switches it off. */
export class SetFirstContactButton {
  readonly #useCases: UseCases;
  readonly #clock: Clock;

  constructor({ useCases, clock }: { readonly useCases: UseCases; readonly clock: Clock }) {
    this.#useCases = useCases;
    this.#clock = clock;
  }

  async execute(tenant: TenantContext, button: FirstContactButton): Promise<FirstContactButton> {
    const { numberId, body, displayText, ttlMinutes, payload } = button;
    const fields = problemsOf(
      checkText('body', body, MESSAGE_LIMITS.interactiveBody),
      checkText('displayText', displayText ?? undefined, MESSAGE_LIMITS.displayText),
      checkMinutes('ttlMinutes', ttlMinutes ?? undefined),
      checkPayload('payload', payload ?? undefined),
    );
    if (fields.length > 0) throw new AppError('BAD_USER_INPUT', { fields });
    const definition = CALL_MESSAGE_USE_CASES.setFirstContactButton;
    return this.#useCases.change({ tenant, definition, subjectId: numberId }, async (tx) => {
      const number = await findNumberById(tx, numberId);
      if (number === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
      await saveFirstContactButton(tx, button, this.#clock.now());
      return button;
    });
  }
}
