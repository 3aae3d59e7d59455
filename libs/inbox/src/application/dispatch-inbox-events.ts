import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import { type DeliveryDoorbell, recordMessage } from '#patchbay/fanout';
import {
  type Clock,
  type Logger,
  metrics,
  scrub,
  systemTenantContext,
  type TenantContext,
  traceIdOf,
} from '#patchbay/kernel';
import type { MetaEventKind } from '#patchbay/meta';
import { Counter, Histogram } from 'prom-client';
import { EVENT_PLACES, type EventPlace } from '../domain/event-contexts.js';
import { eventRetryMs } from '../domain/event-retry.js';
import {
  failEvent,
  finishEvent,
  takeWaitingEvent,
  type WaitingEvent,
  waitingEventIds,
} from '../persistence/inbox-event.repository.js';
import type { HandOverEvent } from './hand-over-event.js';

const AT_ONCE = 100;
const LONGEST_ERROR = 500;

export interface DispatchInboxParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly handOver: HandOverEvent;
  readonly doorbell: DeliveryDoorbell;
}

const dispatched = new Counter({
  name: 'patchbay_inbox_dispatched_total',
  help: 'Events about no call that were given to their context, by how that ended.',
  labelNames: ['context', 'outcome'] as const,
  registers: [metrics],
});

const lagSeconds = new Histogram({
  name: 'patchbay_inbox_dispatch_lag_seconds',
  help: 'From the receipt of an event about no call until its context had it.',
  labelNames: ['context'] as const,
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600],
  registers: [metrics],
});

function isHandled(kind: string): boolean {
  const places: Readonly<Record<string, EventPlace>> = EVENT_PLACES;
  return places[kind as MetaEventKind]?.isHandled ?? false;
}

/**
 * Gives a tenant's events that are about no call to the contexts they belong to, each in a
 * transaction of its own with all that follows from it, the tenant's messages included. One that
 * fails is tried again later and holds up no other.
 */
export class DispatchInboxEvents {
  readonly #parts: DispatchInboxParts;

  constructor(parts: DispatchInboxParts) {
    this.#parts = parts;
  }

  /** Works off one page. True when there was more than that: come again. */
  async execute(tenantId: string, signal?: AbortSignal): Promise<boolean> {
    const { database, clock } = this.#parts;
    const tenant = systemTenantContext(tenantId, 'inbox');
    const ids = await database.run(tenant, (tx) => waitingEventIds(tx, clock.now(), AT_ONCE));
    for (const id of ids) {
      if (signal?.aborted === true) return false;
      await this.#dispatch(tenant, id);
    }
    return ids.length === AT_ONCE;
  }

  async #dispatch(tenant: TenantContext, id: string): Promise<void> {
    const { database, clock } = this.#parts;
    let taken: WaitingEvent | undefined;
    try {
      const outcome = await database.run(tenant, async (tx) => {
        taken = await takeWaitingEvent(tx, id);
        return taken && this.#handOver(tx, taken);
      });
      if (taken === undefined || outcome === undefined) return;
      const { context, receivedAt } = taken;
      dispatched.inc({ context, outcome: outcome.toLowerCase() });
      lagSeconds.observe({ context }, Math.max(0, clock.nowMs() - receivedAt.getTime()) / 1000);
    } catch (err) {
      // Without an event it was the database that failed, and nothing is known of the event.
      if (taken === undefined) throw err;
      await this.#fail(tenant, taken, err);
    }
  }

  async #handOver(tx: TenantTransaction, event: WaitingEvent): Promise<'APPLIED' | 'UNHANDLED'> {
    const { clock, handOver, doorbell } = this.#parts;
    const { id, kind, occurredAt, traceparent } = event;
    const news = isHandled(kind) ? await handOver(tx, event, clock) : undefined;
    for (const { type, data, numberId = null, wabaRowId = null } of news ?? []) {
      const message = { type, callId: null, numberId, wabaRowId, data, occurredAt, traceparent };
      await recordMessage(tx, clock, message, doorbell);
    }
    const outcome = news === undefined ? 'UNHANDLED' : 'APPLIED';
    await finishEvent(tx, { id, outcome, now: clock.now() });
    return outcome;
  }

  async #fail(tenant: TenantContext, event: WaitingEvent, err: unknown): Promise<void> {
    const { database, clock, logger } = this.#parts;
    const { id, context, kind, traceparent } = event;
    const attempts = event.attempts + 1;
    const waitMs = eventRetryMs(attempts);
    const error = scrub(err instanceof Error ? err.message : String(err)).slice(0, LONGEST_ERROR);
    const now = clock.now();
    const retryAt = waitMs === undefined ? null : new Date(now.getTime() + waitMs);
    await database.run(tenant, (tx) => failEvent(tx, { id, attempts, error, retryAt, now }));
    dispatched.inc({ context, outcome: retryAt === null ? 'failed' : 'retry' });
    const traceId = traceparent === null ? undefined : traceIdOf(traceparent);
    const fields = { err, tenantId: tenant.tenantId, eventId: id, kind, attempts, traceId };
    if (retryAt === null) logger.error(fields, 'inbox.event_failed');
    else logger.warn(fields, 'inbox.event_will_be_retried');
  }
}
