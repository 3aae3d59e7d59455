import type { OpenSlots } from '../persistence/open-slots.js';
import type { SlotBook } from './slot-book.js';

/**
 * Renews the leases of all calls that are up, from the rows that say so. One process does it at a
 * time; when none does, leases run out and the counters are made anew from the same rows.
 */
export class RenewSlots {
  readonly #open: OpenSlots;
  readonly #book: SlotBook;
  /** Calls that had no lease in the last round. */
  #missing: ReadonlySet<string> = new Set();

  constructor(open: OpenSlots, book: SlotBook) {
    this.#open = open;
    this.#book = book;
  }

  async execute(): Promise<void> {
    await this.#open.whileLeading(async (open) => {
      const missing = new Set<string>();
      for (const [tenantId, slots] of await open.byTenant()) {
        const without = await this.#book.renew(tenantId, slots, this.#missing);
        for (const { callId } of without) missing.add(callId);
      }
      this.#missing = missing;
    });
  }
}
