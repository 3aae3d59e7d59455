import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { type Clock, type Logger, Slots, systemTenantContext, uuidv7 } from '#patchbay/kernel';
import type { JoinedAtSending } from '../domain/message-body.js';
import type { FanoutConfig } from '../fanout.config.js';
import { insertAttempts, insertDeadLetters } from '../persistence/delivery-results.repository.js';
import {
  type ClaimedDelivery,
  countSendable,
  type DeliveryEndpoint,
  type DueLane,
  giveUpDurability,
  leaseDeliveries,
  lockEndpoint,
  lookAtLane,
  takeExpired,
} from '../persistence/delivery.repository.js';
import type { CallReader } from './call-reader.port.js';
import { deliveryMetrics } from './delivery-metrics.js';
import { type EndpointHealth, parkEndpoint, type Permit } from './endpoint-health.js';
import { joinedOf, readParts } from './read-parts.js';

/** A lease outlives the longest attempt by this, so that its result is written under the lease. */
const LEASE_MARGIN_MS = 5000;
/** Claims at a time in this process: the others wait here, and leave connections to the results. */
const CLAIMS = 4;
/** How often a lane that may not send is looked at for what has expired in it, milliseconds. */
const IDLE_LOOK_MS = 5000;

/** One endpoint's messages of one urgency. */
export interface Lane {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly isLive: boolean;
}

/** What a look at a lane brought. */
export interface Look {
  readonly claim?: Claim | undefined;
  /** Something had expired: what it held back may leave. */
  readonly hasBuried: boolean;
  /** Nothing that is due was left behind; what becomes due later is rung for, or found. */
  readonly isDrained: boolean;
}

/** Messages of an endpoint that this process may send now. */
export interface Claim {
  readonly endpoint: DeliveryEndpoint;
  readonly isPrimaryOut: boolean;
  readonly deliveries: readonly {
    readonly delivery: ClaimedDelivery;
    readonly joined: JoinedAtSending;
  }[];
}

export interface ClaimLaneParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: FanoutConfig;
  readonly callReader: CallReader;
  readonly health: Pick<EndpointHealth, 'permit' | 'admit' | 'isOut'>;
}

/** Takes what may leave a lane now, and buries what has expired in it. */
export class ClaimLane {
  readonly #parts: ClaimLaneParts;
  readonly #slots = new Slots(CLAIMS);
  /** When lanes that may not send are looked at again. */
  readonly #idleUntilMs = new Map<string, number>();

  constructor(parts: ClaimLaneParts) {
    this.#parts = parts;
  }

  /** Takes up to `limit` messages. */
  async execute(lane: Lane, limit: number): Promise<Look> {
    if (this.#isIdle(lane)) return { hasBuried: false, isDrained: false };
    const tenant = systemTenantContext(lane.tenantId, 'delivery');
    return this.#slots.with(() =>
      this.#parts.database.step(tenant, (tx) => this.#claim(tx, lane, limit)),
    );
  }

  /** Known without asking the database: nothing may be sent, and nothing here is in a hurry. */
  #isIdle(lane: Lane): boolean {
    const { clock, health } = this.#parts;
    if (lane.isLive) return false;
    const key = `${lane.tenantId} ${lane.endpointId}`;
    if (health.permit({ ...lane, rateLimitPerSecond: null }, 1).places > 0) {
      this.#idleUntilMs.delete(key);
      return false;
    }
    const nowMs = clock.nowMs();
    if (nowMs < (this.#idleUntilMs.get(key) ?? 0)) return true;
    this.#idleUntilMs.set(key, nowMs + IDLE_LOOK_MS);
    return false;
  }

  async #claim(tx: TenantTransaction, lane: Lane, limit: number): Promise<Look> {
    const { clock, config } = this.#parts;
    const due = { ...lane, now: clock.now() };
    const [, endpoint, front] = await tx.together(() => [
      giveUpDurability(tx),
      lockEndpoint(tx, lane.endpointId),
      lookAtLane(tx, due),
    ]);
    if (endpoint === undefined) return { hasBuried: false, isDrained: true };
    const { leases, waiting, hasExpired } = front;
    if (hasExpired) await this.#bury(tx, due);
    if (endpoint.status !== 'ENABLED') {
      // What is due stays as it is: the poller passes it by until somebody enables the endpoint.
      await parkEndpoint(tx, endpoint.id, due.now);
      return { hasBuried: hasExpired, isDrained: false };
    }
    const most = endpoint.maxInFlight ?? config.FANOUT_IN_FLIGHT_PER_ENDPOINT;
    const wanted = Math.min(limit, waiting, most - leases);
    if (wanted <= 0) return { hasBuried: hasExpired, isDrained: waiting === 0 };
    const claim = await this.#take(tx, { endpoint, due, wanted });
    const isDrained = claim?.deliveries.length === waiting;
    return { claim, hasBuried: hasExpired, isDrained };
  }

  async #take(
    tx: TenantTransaction,
    { endpoint, due, wanted }: { endpoint: DeliveryEndpoint; due: DueLane; wanted: number },
  ): Promise<Claim | undefined> {
    const subject = { tenantId: tx.tenantId, endpointId: endpoint.id, ...endpoint };
    const { health } = this.#parts;
    const permit = health.permit(subject, wanted);
    const isPrimaryOut =
      permit.places === 0 && due.isLive && endpoint.failoverUrl !== null && health.isOut(subject);
    const limit = isPrimaryOut ? wanted : await this.#admitted(tx, { endpoint, due, permit });
    const deliveries = await leaseDeliveries(tx, due, {
      limit,
      leaseUntil: this.#leaseUntil(due.now),
      isExpiringOnly: isPrimaryOut,
    });
    if (deliveries.length === 0) return undefined;
    const parts = await readParts(tx, this.#parts.callReader, deliveries);
    return {
      endpoint,
      isPrimaryOut,
      deliveries: deliveries.map((delivery) => ({ delivery, joined: joinedOf(parts, delivery) })),
    };
  }

  /** Places are only taken for messages that are there: they are counted where that costs. */
  async #admitted(
    tx: TenantTransaction,
    { endpoint, due, permit }: { endpoint: DeliveryEndpoint; due: DueLane; permit: Permit },
  ): Promise<number> {
    if (permit.places <= 0) return 0;
    if (!permit.isProbe && endpoint.rateLimitPerSecond === null) return permit.places;
    const subject = { tenantId: tx.tenantId, endpointId: endpoint.id, ...endpoint };
    const wanted = await countSendable(tx, due, permit.places);
    return (await this.#parts.health.admit(tx, subject, permit, wanted)).places;
  }

  #leaseUntil(now: Date): Date {
    return new Date(now.getTime() + this.#parts.config.FANOUT_TIMEOUT_MS + LEASE_MARGIN_MS);
  }

  async #bury(tx: TenantTransaction, due: DueLane): Promise<void> {
    const { clock } = this.#parts;
    const { endpointId, now } = due;
    const buried = await takeExpired(tx, due);
    const rows = buried.map(({ messageId, attempts }) => ({
      id: uuidv7(clock),
      messageId,
      endpointId,
      attempts,
      reason: 'EXPIRED' as const,
    }));
    await insertDeadLetters(tx, rows, now);
    const { tenantId } = tx;
    tx.afterCommit(() => {
      for (const { messageId, reason } of rows) {
        deliveryMetrics.buried({ tenantId, endpointId }, reason);
        const fields = { tenantId, endpointId, messageId, reason };
        this.#parts.logger.warn(fields, 'delivery.given_up');
      }
    });
    await insertAttempts(
      tx,
      rows.map(({ attempts, ...row }) => ({
        ...row,
        id: uuidv7(clock),
        number: attempts + 1,
        outcome: 'EXPIRED',
        statusCode: null,
        durationMs: 0,
        responseExcerpt: null,
        startedAt: now,
        target: 'PRIMARY',
      })),
    );
  }
}
