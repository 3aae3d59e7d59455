import { Counter as Count } from 'prom-client';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { type Clock, type Logger, metrics, systemTenantContext } from '#patchbay/kernel';
import { StateUnavailable } from '#patchbay/state';
import type { Slot } from '../domain/slot.js';
import {
  endedSlots,
  raiseEpoch,
  saveSlot,
  slotsSince,
} from '../persistence/call-slot.repository.js';
import type {
  Leased,
  OpenSlot,
  Pair,
  SettledAs,
  SlotCounters,
} from '../persistence/slot-counters.js';

/** Longer than any window, and by as much as a call may ring. */
const LOOK_BACK_MS = 25 * 3600 * 1000;

const rebuilds = new Count({
  name: 'patchbay_admission_rebuilds_total',
  help: 'Counters of a tenant made anew from PostgreSQL.',
  labelNames: ['outcome'],
  registers: [metrics],
});
const lostTellings = new Count({
  name: 'patchbay_admission_lost_tellings_total',
  help: 'Ends and beginnings of calls of which Redis could not be told; leases and rebuilds repair it.',
  registers: [metrics],
});

export interface SlotBookParts {
  readonly database: TenantDatabase;
  readonly counters: SlotCounters;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps the counters of admission true to the rows of `call_slot`. */
export class SlotBook {
  readonly #parts: SlotBookParts;
  readonly #rebuilding = new Map<string, Promise<boolean>>();
  /** When a tenant's counters were last made anew, on the monotonic clock. */
  readonly #rebuiltAt = new Map<string, number>();
  readonly #telling = new Set<Promise<void>>();

  constructor(parts: SlotBookParts) {
    this.#parts = parts;
  }

  /** Writes the place of a call as it now is, and tells the counters once that is committed. */
  async write(tx: TenantTransaction, slot: Slot, now: Date): Promise<void> {
    const written = await saveSlot(tx, slot, now);
    const { tenantId } = tx;
    tx.afterCommit(() => {
      this.tell(tenantId, written, written.endedAt === null ? 'hold' : 'end');
    });
  }

  /** Tells the counters what a call came to, after the commit; lost tellings repair themselves. */
  tell(tenantId: string, slot: Slot, as: SettledAs): void {
    const { counters, clock } = this.#parts;
    const telling = counters
      .settle(tenantId, slot, as, clock.now())
      .catch((error: unknown) => {
        lostTellings.inc();
        if (!(error instanceof StateUnavailable)) this.#parts.logger.error({ err: error, tenantId }, 'admission.not_told'); // prettier-ignore
      })
      .finally(() => this.#telling.delete(telling));
    this.#telling.add(telling);
  }

  /**
   * Makes a tenant's counters anew from PostgreSQL; false when that was not possible now. A call
   * during a rebuild joins it. What the rows do not show was never written, and can no more be: its
   * writer finds another epoch. `sinceMs`: when the counters were asked that were found lost, on the
   * monotonic clock. If they were made anew meanwhile, to do it again would only lose them for others.
   */
  rebuild(tenantId: string, sinceMs = performance.now()): Promise<boolean> {
    const known = this.#rebuilding.get(tenantId);
    if (known !== undefined) return known;
    if ((this.#rebuiltAt.get(tenantId) ?? -Infinity) >= sinceMs) return Promise.resolve(true);
    const rebuilding = this.#rebuild(tenantId).finally(() => this.#rebuilding.delete(tenantId));
    this.#rebuilding.set(tenantId, rebuilding);
    return rebuilding;
  }

  /** The same for rows that have just changed: what is under way may have read them before. */
  async recount(tenantId: string): Promise<boolean> {
    await this.#rebuilding.get(tenantId);
    return this.rebuild(tenantId);
  }

  /**
   * Gives back the places of a pair's calls that have ended by the rows: Redis is told after the commit, so
   * who has seen the end may ask before it. False when there were none.
   */
  async freeEnded(pair: Pair): Promise<boolean> {
    return this.#freeEnded(pair.tenantId, await this.#parts.counters.upOf(pair));
  }

  /** Renews the leases of a tenant's open calls, and mends what it finds wrong. */
  async renew(
    tenantId: string,
    open: readonly OpenSlot[],
    wasMissing: ReadonlySet<string>,
  ): Promise<OpenSlot[]> {
    const { isTrusted, missing } = await this.#parts.counters.renew(tenantId, open);
    // A lease that is missing once may belong to a call that has just ended.
    const isLost = missing.some(({ callId }) => wasMissing.has(callId));
    if (isTrusted && !isLost) return missing;
    await this.rebuild(tenantId);
    return [];
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#telling, ...this.#rebuilding.values()]);
  }

  async #freeEnded(tenantId: string, callIds: readonly string[]): Promise<boolean> {
    if (callIds.length === 0) return false;
    const { database, counters, clock } = this.#parts;
    const tenant = systemTenantContext(tenantId, 'admission');
    const ended = await database.read(tenant, (tx) => endedSlots(tx, callIds));
    await counters.fill(tenantId, ended, clock.now());
    return ended.length > 0;
  }

  async #rebuild(tenantId: string): Promise<boolean> {
    const { database, counters, clock, logger } = this.#parts;
    try {
      const { lapsed, held } = await counters.doubt(tenantId);
      const now = clock.now();
      const since = new Date(now.getTime() - LOOK_BACK_MS);
      const tenant = systemTenantContext(tenantId, 'admission');
      const { epoch, slots } = await database.run(tenant, async (tx) => ({
        epoch: await raiseEpoch(tx, now),
        slots: await slotsSince(tx, since),
      }));
      const written = new Map(slots.map((slot) => [slot.callId, slot]));
      await Promise.all(
        lapsed
          .filter(({ callId }) => !written.has(callId))
          .map((lost) => counters.settle(tenantId, neverWritten(lost, now), 'withdraw', now)),
      );
      await counters.release(tenantId, held.filter(isAnothers(written)));
      await counters.fill(tenantId, slots, now);
      // A call that ended meanwhile told so to counters that did not have it yet.
      await this.#freeEnded(tenantId, upIn(slots));
      await counters.trust(tenantId, epoch);
      this.#rebuiltAt.set(tenantId, performance.now());
      rebuilds.inc({ outcome: 'done' });
      logger.info({ tenantId, epoch, calls: slots.length }, 'admission.rebuilt');
      return true;
    } catch (err) {
      rebuilds.inc({ outcome: 'failed' });
      logger.warn({ err, tenantId }, 'admission.not_rebuilt');
      return false;
    }
  }
}

const upIn = (slots: readonly Slot[]): string[] =>
  slots.filter(({ endedAt }) => endedAt === null).map(({ callId }) => callId);

/** A lease in the name of somebody who turned out to be somebody else. */
function isAnothers(written: ReadonlyMap<string, Slot>): (lease: Leased) => boolean {
  return ({ callId, consumerId }) => {
    const slot = written.get(callId);
    return slot !== undefined && slot.consumerId !== null && slot.consumerId !== consumerId;
  };
}

function neverWritten(lost: Leased, now: Date): Slot {
  return {
    ...lost,
    direction: 'BUSINESS_INITIATED',
    startedAt: now,
    committedAt: null,
    endedAt: now,
  };
}
