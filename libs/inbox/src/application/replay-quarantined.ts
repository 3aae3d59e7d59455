import type { Transaction } from '#patchbay/database';
import type { MetaEvent } from '#patchbay/meta';
import { newTraceparent } from '#patchbay/kernel';
import {
  findDeliveries,
  type QuarantineReason,
  type StoredDelivery,
} from '../persistence/delivery.repository.js';
import {
  giveReason,
  lockQuarantined,
  type QuarantinedEventView,
  type ResolvedQuarantine,
  resolveQuarantined,
} from '../persistence/quarantine.repository.js';
import { type EventToKeep, keepEvents, type KeptEvents } from './keep-events.js';
import type { KeepWebhooksParts } from './keep-webhooks.js';
import { readWebhook } from './read-webhook.js';
import { type Route, routeEvents } from './route-events.js';

/** What became of a quarantined event that was replayed. */
export type QuarantineReplay =
  | {
      readonly id: string;
      readonly result: 'KEPT' | 'DUPLICATE' | 'ALREADY_RESOLVED';
      readonly tenantId: string | null;
    }
  /** Nothing has changed: whoever it belongs to is still not known, or its app not bound. */
  | { readonly id: string; readonly result: 'STILL_QUARANTINED'; readonly reason: QuarantineReason }
  /** Its raw delivery is past retention: nobody can read it any more. */
  | { readonly id: string; readonly result: 'RAW_DELIVERY_DESTROYED'; readonly day: string | null };

export interface ReplayedQuarantine {
  readonly replays: readonly QuarantineReplay[];
  /** For whom there is work: ring after the commit. */
  readonly news: Pick<KeptEvents, 'calls' | 'tenants'>;
}

interface Readable {
  readonly row: QuarantinedEventView;
  readonly event: MetaEvent;
}

type Attempt = QuarantineReplay | Readable;

/**
 * Reads quarantined events out of their raw deliveries and does with them what ingest would do
 * today: routes them by the directory of today, under the app that brought them, and keeps what has
 * found its tenant. An app that is still not bound is refused as before.
 */
export async function replayQuarantined(
  tx: Transaction,
  parts: KeepWebhooksParts,
  ids: readonly string[],
): Promise<ReplayedQuarantine> {
  const rows = await lockQuarantined(tx, ids);
  const open = rows.filter(({ resolvedAt }) => resolvedAt === null);
  const deliveries = await findDeliveries(tx, [...new Set(open.map((row) => row.deliveryId))]);
  const reader = new DeliveryReader(parts, deliveries);
  const attempts = rows.map((row): Attempt => reader.read(row));
  const readable = attempts.filter((attempt) => 'row' in attempt);
  const routed = await keepRouted(tx, parts, readable);
  return {
    replays: attempts.map((attempt) => {
      const id = 'row' in attempt ? attempt.row.id : attempt.id;
      return 'row' in attempt ? routed.replayOf(id) : attempt;
    }),
    news: routed.news,
  };
}

/** Opens each delivery once, however many of its events are asked for. */
class DeliveryReader {
  readonly #parts: KeepWebhooksParts;
  readonly #deliveries: ReadonlyMap<string, StoredDelivery>;
  readonly #contents = new Map<string, readonly MetaEvent[] | undefined>();

  constructor(parts: KeepWebhooksParts, deliveries: readonly StoredDelivery[]) {
    this.#parts = parts;
    this.#deliveries = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  }

  read(row: QuarantinedEventView): Attempt {
    const { id, position } = row;
    if (row.resolvedAt !== null) {
      return { id, result: 'ALREADY_RESOLVED', tenantId: row.resolvedFor };
    }
    const delivery = this.#deliveries.get(row.deliveryId);
    const day = delivery?.keyDay ?? null;
    if (delivery === undefined || delivery.keySealed === null) {
      return { id, result: 'RAW_DELIVERY_DESTROYED', day };
    }
    const event = position === null ? undefined : this.#eventsOf(delivery)?.[position];
    if (event === undefined) return { id, result: 'STILL_QUARANTINED', reason: 'UNREADABLE' };
    return { row, event };
  }

  #eventsOf(delivery: StoredDelivery): readonly MetaEvent[] | undefined {
    if (!this.#contents.has(delivery.id)) {
      const raw = this.#parts.keys.open(delivery);
      const content = raw && readWebhook(raw);
      this.#contents.set(delivery.id, content?.kind === 'events' ? content.events : undefined);
    }
    return this.#contents.get(delivery.id);
  }
}

interface Routed {
  readonly replayOf: (id: string) => QuarantineReplay;
  readonly news: Pick<KeptEvents, 'calls' | 'tenants'>;
}

async function keepRouted(
  tx: Transaction,
  parts: KeepWebhooksParts,
  readable: readonly Readable[],
): Promise<Routed> {
  const requests = readable.map(({ row, event }) => ({ appKey: row.appKey, event }));
  const routes = requests.length === 0 ? [] : await routeEvents(tx, requests);
  const replays = new Map<string, QuarantineReplay>();
  const found: (EventToKeep & { readonly id: string })[] = [];
  for (const [index, { row, event }] of readable.entries()) {
    const route: Route | undefined = routes[index];
    if (route?.kind === 'owned') {
      const { id, deliveryId } = row;
      found.push({ id, route, event, deliveryId, traceparent: newTraceparent() });
    } else if (route !== undefined) {
      await giveReason(tx, row.id, route.reason);
      replays.set(row.id, { id: row.id, result: 'STILL_QUARANTINED', reason: route.reason });
    }
  }
  const kept = await keepEvents(tx, parts, found);
  const resolved = found.map(({ id, route }, index): ResolvedQuarantine => {
    const isNew = kept.outcomes[index] === 'kept';
    return { id, resolution: isNew ? 'KEPT' : 'DUPLICATE', tenantId: route.tenantId };
  });
  await resolveQuarantined(tx, resolved, parts.clock.now());
  for (const { id, resolution, tenantId } of resolved) {
    replays.set(id, { id, result: resolution, tenantId });
  }
  return {
    replayOf: (id) => {
      const replay = replays.get(id);
      if (replay === undefined) throw new Error('a quarantined event was not routed');
      return replay;
    },
    news: kept,
  };
}
