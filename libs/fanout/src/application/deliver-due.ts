import { setImmediate } from 'node:timers/promises';
import type { Clock, Logger } from '#patchbay/kernel';
import type { FanoutConfig } from '../fanout.config.js';
import type { AttemptDelivery, Attempted } from './attempt-delivery.js';
import type { ClaimLane, Lane, Look } from './claim-lane.js';
import { LaneRun } from './lane-run.js';
import { SharedSlots } from './shared-slots.js';

export interface DeliverDueParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: FanoutConfig;
  readonly claims: ClaimLane;
  readonly attempts: AttemptDelivery;
}

/**
 * Sends what is due at one endpoint until nothing is left that may be sent now. Each endpoint and
 * each tenant has a bounded share of the places in this process, so one that hangs does not hold up
 * the others; live messages have places of their own.
 */
export class DeliverDue {
  readonly #parts: DeliverDueParts;
  readonly #slots: { readonly live: SharedSlots; readonly other: SharedSlots };
  readonly #shutdown = new AbortController();
  readonly #runs = new Map<string, LaneRun>();
  /** Lanes whose last look left something behind. */
  readonly #heldBack = new Set<string>();

  constructor(parts: DeliverDueParts) {
    this.#parts = parts;
    const places = parts.config.FANOUT_IN_FLIGHT;
    this.#slots = { live: new SharedSlots(places), other: new SharedSlots(places) };
  }

  /**
   * Settles when the lane is empty, with the number of messages sent. A lane that is being worked on
   * is looked at again, also when all its messages under way hang.
   */
  execute(lane: Lane): Promise<number> {
    const key = keyOf(lane);
    const running = this.#runs.get(key);
    if (running !== undefined) {
      running.wake();
      return running.done;
    }
    const run = new LaneRun(this.#parts.config.FANOUT_IN_FLIGHT_PER_ENDPOINT);
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
    const underWay = new Set<Promise<void>>();
    try {
      let attempts = 0;
      // It may have been woken while it was about to end.
      do attempts += await this.#sendAll(lane, run, underWay);
      while (run.takeWake());
      return attempts;
    } finally {
      if (underWay.size > 0) await Promise.all(underWay);
      forget();
    }
  }

  async #sendAll(lane: Lane, run: LaneRun, underWay: Set<Promise<void>>): Promise<number> {
    let attempts = 0;
    for (;;) {
      run.takeWake();
      const taken = await this.#claim(lane, run, underWay.size);
      attempts += taken.length;
      this.#start(taken, underWay);
      if (underWay.size === 0) return attempts;
      while (underWay.size > 0) {
        await run.untilNews(underWay);
        // Results are written in groups: let all of one be through before the next claim.
        await setImmediate();
        if (run.isWorthALook) break;
      }
      if (!run.isWorthALook) return attempts;
    }
  }

  #start(taken: readonly Attempted[], underWay: Set<Promise<void>>): void {
    for (const attempted of taken) {
      const attempt = this.#attempt(attempted).finally(() => underWay.delete(attempt));
      underWay.add(attempt);
    }
  }

  async #claim(lane: Lane, run: LaneRun, underWay: number): Promise<Attempted[]> {
    const wanted = run.most - underWay;
    if (wanted <= 0) {
      run.isDrained = false;
      return [];
    }
    const slots = this.#slotsOf(lane);
    const places = await slots.take(lane.tenantId, wanted);
    let look: Look = { hasBuried: false, isDrained: false };
    try {
      if (!this.#shutdown.signal.aborted) look = await this.#parts.claims.execute(lane, places);
    } finally {
      slots.give(lane.tenantId, places - (look.claim?.deliveries.length ?? 0));
    }
    run.isDrained = look.isDrained;
    if (look.isDrained) this.#heldBack.delete(keyOf(lane));
    else this.#heldBack.add(keyOf(lane));
    if (look.hasBuried && lane.isLive) this.#wakeOther(lane.tenantId, lane.endpointId);
    if (look.claim === undefined) return [];
    const { endpoint, isPrimaryOut, deliveries } = look.claim;
    run.most = endpoint.maxInFlight ?? run.most;
    const { tenantId } = lane;
    return deliveries.map((one) => ({ tenantId, endpoint, isPrimaryOut, ...one }));
  }

  async #attempt(attempted: Attempted): Promise<void> {
    const { tenantId, delivery } = attempted;
    const { callId, messageId, endpointId, isLive } = delivery;
    try {
      await this.#parts.attempts.execute(attempted, this.#shutdown.signal);
    } catch (err) {
      // The lease runs out and the message is tried again; until then nobody hammers.
      const fields = { err, tenantId, callId, messageId, endpointId };
      this.#parts.logger.error(fields, 'delivery.attempt_broke');
    } finally {
      this.#slotsOf(delivery).give(tenantId, 1);
    }
    // A live message that is done with may have held a later one of its call in the other lane.
    const isHolding = this.#heldBack.has(keyOf({ tenantId, endpointId, isLive: false }));
    if (isLive && callId !== null && isHolding) this.#wakeOther(tenantId, endpointId);
  }

  #wakeOther(tenantId: string, endpointId: string): void {
    if (this.#shutdown.signal.aborted) return;
    this.execute({ tenantId, endpointId, isLive: false }).catch((err: unknown) => {
      this.#parts.logger.warn({ err, tenantId, endpointId }, 'delivery.lane_broke');
    });
  }

  #slotsOf({ isLive }: { readonly isLive: boolean }): SharedSlots {
    return isLive ? this.#slots.live : this.#slots.other;
  }
}

function keyOf({ tenantId, endpointId, isLive }: Lane): string {
  return `${tenantId} ${endpointId} ${isLive ? 'live' : 'other'}`;
}
