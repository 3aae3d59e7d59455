import { Counter } from 'prom-client';
import { foldSuppression, type SlotBook } from '#patchbay/admission';
import type { TenantDatabase } from '#patchbay/database';
import { type Clock, type Logger, metrics, systemTenantContext } from '#patchbay/kernel';
import { foldPairs } from '#patchbay/permissions';
import {
  holdMerged,
  markFolded,
  type MergedConsumer,
  type MergedConsumers,
} from '../persistence/merged-consumers.js';

export interface FoldConsumersParts {
  readonly merged: MergedConsumers;
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly book: Pick<SlotBook, 'recount'>;
}

const AT_ONCE = 100;

const folds = new Counter({
  name: 'patchbay_consumers_folded_total',
  help: 'Consumers who turned out to be another one, by whether what is kept of them was moved.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

/**
 * Moves what is kept of a consumer who turned out to be another one to the row that counts: lines of the
 * ledger, the place on the suppression list, first contacts. Whoever reads meanwhile reads both. The calls
 * of a pair are counted anew before: whoever joined the two may have died, or had no Redis, before that.
 */
export class FoldConsumers {
  readonly #parts: FoldConsumersParts;

  constructor(parts: FoldConsumersParts) {
    this.#parts = parts;
  }

  /** Those that are due now; how many were moved. */
  async execute(): Promise<number> {
    const due = await this.#parts.merged.due(AT_ONCE);
    const counted = new Map<string, boolean>();
    let moved = 0;
    for (const one of due) {
      const { tenantId } = one;
      const isCounted = counted.get(tenantId) ?? (await this.#parts.book.recount(tenantId));
      counted.set(tenantId, isCounted);
      if (isCounted && (await this.#fold(one))) moved += 1;
    }
    return moved;
  }

  /** One that fails stays due. Safe in several processes at once: the row is held. */
  async #fold({ tenantId, ...folded }: MergedConsumer): Promise<boolean> {
    const { database, clock, logger } = this.#parts;
    try {
      const isMoved = await database.run(systemTenantContext(tenantId, 'calls'), async (tx) => {
        if (!(await holdMerged(tx, folded))) return false;
        await foldPairs(tx, clock, folded);
        await foldSuppression(tx, folded);
        await markFolded(tx, folded.from);
        return true;
      });
      folds.inc({ outcome: isMoved ? 'moved' : 'done_before' });
      return isMoved;
    } catch (err) {
      folds.inc({ outcome: 'failed' });
      logger.warn({ err, tenantId, consumerId: folded.from }, 'calls.fold_failed');
      return false;
    }
  }
}
