import type { TenantTransaction } from '#patchbay/database';
import type { ConsumerBook, ConsumerIds } from './consumer-book.port.js';

/** Who consumers are and how Meta knows them; the context of calls keeps that. */
export interface ConsumerDirectory extends ConsumerBook {
  /** How consumers are known, by our id; of one who was erased nothing is. */
  idsOf(
    tx: TenantTransaction,
    consumerIds: readonly string[],
  ): Promise<ReadonlyMap<string, ConsumerIds>>;
}

export const CONSUMER_DIRECTORY = Symbol('ConsumerDirectory');
