import type { TenantTransaction } from '#patchbay/database';
import type { ConsumerBook, ConsumerIds } from './consumer-book.port.js';

/** Who consumers are and how Meta knows them; the context of calls keeps that. */
export interface ConsumerDirectory extends ConsumerBook {
  /** Our id of a consumer of whom something is kept; writes nothing. */
  find(tx: TenantTransaction, tenantId: string, ids: ConsumerIds): Promise<string | undefined>;
  /** How consumers are known, by our id; of one who was erased nothing is. */
  idsOf(
    tx: TenantTransaction,
    consumerIds: readonly string[],
  ): Promise<ReadonlyMap<string, ConsumerIds>>;
}

export const CONSUMER_DIRECTORY = Symbol('ConsumerDirectory');
