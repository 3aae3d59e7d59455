import type { TenantTransaction } from '#patchbay/database';
import type { CallFacts } from './call-start.js';

/**
 * What a step of a call means to another part: usage for billing, slots for admission. It is written
 * in the drain's transaction, with the call itself; what must leave the database does so in
 * `tx.afterCommit`. A step is drained once, but a transaction may be run again. As long as the call is
 * up, everything is asked at once: the commit leaves with it.
 */
export interface CallConsequence {
  write(tx: TenantTransaction, facts: CallFacts): Promise<void>;
}
