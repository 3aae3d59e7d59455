import { verdictsAgainstMessage } from '#patchbay/admission';
import type { TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import { findNumberById } from '#patchbay/numbers';
import {
  enterFirstContact,
  findFirstContactButton,
} from '../persistence/first-contact.repository.js';
import { keepMessage } from './prepare-call-message.js';

/**
 * A consumer wrote to a number, which opens the window. At the first time the number's call button is
 * kept to be sent, in the caller's transaction, where the tenant has switched it on. While calls are
 * stopped, or the consumer is not to be called now, nobody is greeted: the next message is the first.
 */
export async function greetFirstContact(
  tx: TenantTransaction,
  clock: Clock,
  pair: { readonly numberId: string; readonly consumerId: string },
): Promise<void> {
  const { numberId, consumerId } = pair;
  const now = clock.now();
  const [button, number] = await tx.together(() => [
    findFirstContactButton(tx, numberId),
    findNumberById(tx, numberId),
  ]);
  const isWanted = button?.isEnabled === true && number?.isCallingEnabled === true;
  if (isWanted && (await verdictsAgainstMessage(tx, { ...pair, now })).length > 0) return;
  const isFirst = await enterFirstContact(tx, pair, now);
  if (!isFirst || !isWanted) return;
  await keepMessage(tx, clock, {
    messageId: uuidv7(clock),
    number,
    consumerId,
    purpose: 'CALL_BUTTON',
    origin: 'FIRST_CONTACT',
    template: undefined,
    leaseUntil: null,
  });
}
