import type { UseCases } from '#patchbay/database';
import { AppError, type Clock, type TenantContext } from '#patchbay/kernel';
import { CALL_MESSAGE_USE_CASES } from '../call-messages.roles.js';
import { findCallMessage } from '../persistence/call-message.repository.js';
import { type CallMessageView, viewOf } from './call-message-view.js';

/** Reads what became of a message. A foreign id answers as one that does not exist. */
export class ReadCallMessage {
  readonly #useCases: UseCases;
  readonly #clock: Clock;

  constructor({ useCases, clock }: { readonly useCases: UseCases; readonly clock: Clock }) {
    this.#useCases = useCases;
    this.#clock = clock;
  }

  async execute(tenant: TenantContext, messageId: string): Promise<CallMessageView> {
    const definition = CALL_MESSAGE_USE_CASES.readMessages;
    const message = await this.#useCases.read({ tenant, definition }, (tx) =>
      findCallMessage(tx, messageId),
    );
    if (message === undefined) throw new AppError('NOT_FOUND', { what: 'message' });
    return viewOf(message, this.#clock.now());
  }
}
