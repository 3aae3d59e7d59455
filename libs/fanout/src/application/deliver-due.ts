import type { TenantDatabase } from '#patchbay/database';
import { type Clock, type Logger, systemTenantContext, type TenantContext } from '#patchbay/kernel';
import type { FanoutConfig } from '../fanout.config.js';
import { claimDeliveries, type ClaimedDelivery } from '../persistence/delivery.repository.js';
import type { AttemptDelivery } from './attempt-delivery.js';
import { LaneRun } from './lane-run.js';
import { Slots } from './slots.js';

/** A lease outlives the longest attempt by this, so that its result is written under the lease. */
const LEASE_MARGIN_MS = 5000;

/** One endpoint's messages of one urgency. */
export interface Lane {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly isLive: boolean;
}

export interface DeliverDueParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: FanoutConfig;
  readonly attempts: AttemptDelivery;
}

/**
 * Sends what is due at one endpoint until nothing is left that may be sent now. Each endpoint has a
 * bounded share of the places in this process, so one that hangs does not hold up the others; live
 * messages have places of their own.
 */
export class DeliverDue {
  readonly #parts: DeliverDueParts;
  readonly #slots: { readonly live: Slots; readonly other: Slots };
  readonly #shutdown = new AbortController();
  readonly #runs = new Map<string, LaneRun>();

  constructor(parts: DeliverDueParts) {
    this.#parts = parts;
    const places = parts.config.FANOUT_IN_FLIGHT;
    this.#slots = { live: new Slots(places), other: new Slots(places) };
  }

  /**
   * Settles when the lane is empty, with the number of attempts made. A lane that is being worked on
   * is looked at again, also when all its messages under way hang.
   */
  execute(lane: Lane): Promise<number> {
    const key = `${lane.tenantId} ${lane.endpointId} ${lane.isLive ? 'live' : 'other'}`;
    const running = this.#runs.get(key);
    if (running !== undefined) {
      running.wake();
      return running.done;
    }
    const run = new LaneRun();
    this.#runs.set(key, run);
    run.done = this.#drain(lane, run, () => this.#runs.delete(key));
    return run.done;
  }

  /** Aborts what is under way, waits until that is written down, and takes nothing more. */
  async close(): Promise<void> {
    this.#shutdown.abort();
    while (this.#runs.size > 0) {
      await Promise.allSettled([...this.#runs.values()].map((run) => run.done));
    }
  }

  async #drain(lane: Lane, run: LaneRun, forget: () => void): Promise<number> {
    const tenant = systemTenantContext(lane.tenantId, 'delivery');
    const underWay = new Set<Promise<void>>();
    let attempts = 0;
    try {
      for (;;) {
        run.takeWake();
        const claimed = await this.#claim(tenant, lane, underWay.size);
        attempts += claimed.length;
        for (const delivery of claimed) {
          const attempt = this.#attempt(tenant, delivery).finally(() => underWay.delete(attempt));
          underWay.add(attempt);
        }
        if (underWay.size > 0) await run.untilNews(underWay);
        else if (!run.takeWake()) return attempts;
      }
    } finally {
      if (underWay.size > 0) await Promise.all(underWay);
      forget();
    }
  }

  async #claim(tenant: TenantContext, lane: Lane, underWay: number): Promise<ClaimedDelivery[]> {
    const wanted = this.#parts.config.FANOUT_IN_FLIGHT_PER_ENDPOINT - underWay;
    if (wanted <= 0) return [];
    const slots = this.#slotsOf(lane);
    const places = await slots.take(wanted);
    let claimed: ClaimedDelivery[] = [];
    try {
      if (!this.#shutdown.signal.aborted) claimed = await this.#lease(tenant, lane, places);
      return claimed;
    } finally {
      slots.give(places - claimed.length);
    }
  }

  #lease(tenant: TenantContext, lane: Lane, limit: number): Promise<ClaimedDelivery[]> {
    const { clock, config, database } = this.#parts;
    const now = clock.now();
    return database.run(tenant, (tx) =>
      claimDeliveries(tx, {
        endpointId: lane.endpointId,
        isLive: lane.isLive,
        now,
        leaseUntil: new Date(now.getTime() + config.FANOUT_TIMEOUT_MS + LEASE_MARGIN_MS),
        limit,
        maxInFlight: config.FANOUT_IN_FLIGHT_PER_ENDPOINT,
      }),
    );
  }

  async #attempt(tenant: TenantContext, delivery: ClaimedDelivery): Promise<void> {
    const { tenantId } = tenant;
    const { callId, messageId, endpointId, isLive } = delivery;
    try {
      await this.#parts.attempts.execute(tenant, delivery, this.#shutdown.signal);
    } catch (err) {
      // The lease runs out and the message is tried again; until then nobody hammers.
      const fields = { err, tenantId, callId, messageId, endpointId };
      this.#parts.logger.error(fields, 'delivery.attempt_broke');
    } finally {
      this.#slotsOf(delivery).give(1);
    }
    // A live message that is done with may have held a later one of its call in the other lane.
    if (isLive && callId !== null) this.#wakeOther(tenantId, endpointId);
  }

  #wakeOther(tenantId: string, endpointId: string): void {
    if (this.#shutdown.signal.aborted) return;
    this.execute({ tenantId, endpointId, isLive: false }).catch((err: unknown) => {
      this.#parts.logger.warn({ err, tenantId, endpointId }, 'delivery.lane_broke');
    });
  }

  #slotsOf({ isLive }: { readonly isLive: boolean }): Slots {
    return isLive ? this.#slots.live : this.#slots.other;
  }
}
