import { type SlotBook, type Slot } from '#patchbay/admission';
import type { TenantTransaction } from '#patchbay/database';
import type { Clock } from '#patchbay/kernel';
import type { CallRecord } from '../persistence/call.repository.js';
import type { CallConsequence } from './call-consequence.js';
import type { CallFacts } from './call-start.js';

/**
 * Every call holds a place, whoever placed it: from its first step, or from its reservation; connected
 * calls count in the pair's window; the end gives the place back.
 */
export class SlotOfCall implements CallConsequence {
  readonly #book: SlotBook;
  readonly #clock: Clock;

  constructor(book: SlotBook, clock: Clock) {
    this.#book = book;
    this.#clock = clock;
  }

  async write(tx: TenantTransaction, { before, call }: CallFacts): Promise<void> {
    const isNew = before.version === 0;
    const isConnected = call.answeredAt !== null && before.answeredAt === null;
    const isOver = call.endedAt !== null && before.endedAt === null;
    if (!isNew && !isConnected && !isOver) return;
    await this.#book.write(tx, slotOf(call), this.#clock.now());
  }
}

function slotOf(call: CallRecord): Slot {
  const { id: callId, numberId, consumerId, direction, startedAt, answeredAt, endedAt } = call;
  return { callId, numberId, consumerId, direction, startedAt, committedAt: answeredAt, endedAt };
}
