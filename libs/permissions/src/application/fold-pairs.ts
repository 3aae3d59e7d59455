import type { TenantTransaction } from '#patchbay/database';
import type { Clock } from '#patchbay/kernel';
import { findNumberById } from '#patchbay/numbers';
import {
  type Folded,
  moveFirstContacts,
  movePair,
  numbersWith,
} from '../persistence/fold.repository.js';
import { holdPair, saveAgain } from './change-ledger.js';

/**
 * Keeps what two consumers who turned out to be one have with every number under the one that counts, in
 * the caller's transaction. The ledger says the same before and after: it reads all ids of a person.
 * May be repeated.
 */
export async function foldPairs(
  tx: TenantTransaction,
  clock: Clock,
  folded: Folded,
): Promise<void> {
  for (const numberId of await numbersWith(tx, folded.from)) {
    const number = await findNumberById(tx, numberId);
    if (number === undefined) continue;
    const pair = await holdPair(tx, clock, { number, consumerId: folded.into });
    await movePair(tx, numberId, folded);
    await saveAgain(tx, pair);
  }
  await moveFirstContacts(tx, folded);
}
