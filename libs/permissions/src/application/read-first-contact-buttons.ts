import type { UseCases } from '#patchbay/database';
import type { TenantContext } from '#patchbay/kernel';
import { CALL_MESSAGE_USE_CASES } from '../call-messages.roles.js';
import {
  type FirstContactButton,
  findFirstContactButtons,
} from '../persistence/first-contact.repository.js';

/** The call buttons that numbers send at a customer's first message, as they are set. */
export class ReadFirstContactButtons {
  readonly #useCases: UseCases;

  constructor({ useCases }: { readonly useCases: UseCases }) {
    this.#useCases = useCases;
  }

  /** Of the numbers that have one and are the tenant's, in no order. */
  byNumberIds(tenant: TenantContext, numberIds: readonly string[]): Promise<FirstContactButton[]> {
    const definition = CALL_MESSAGE_USE_CASES.readFirstContactButtons;
    return this.#useCases.read({ tenant, definition }, (tx) =>
      findFirstContactButtons(tx, numberIds),
    );
  }
}
