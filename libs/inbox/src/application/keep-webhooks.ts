import { Counter } from 'prom-client';
import type { Transaction } from '#patchbay/database';
import { metrics, uuidv7 } from '#patchbay/kernel';
import type { MetaEvent } from '#patchbay/meta';
import {
  insertDeliveries,
  insertQuarantined,
  type QuarantineReason,
  type QuarantineRow,
} from '../persistence/delivery.repository.js';
import type { DayKeys } from './day-keys.js';
import type { TenantWithEvents } from './keep-account-events.js';
import { type CallWithNews, keepCallEvents, type KeepCallParts } from './keep-call-events.js';
import { type EventToKeep, findEvents, type OwnedRoute } from './keep-events.js';
import type { SignedWith } from './prove-webhook.js';
import { type Route, routeEvents } from './route-events.js';
import type { QuarantinedNews } from './tell-quarantined.js';

/** A webhook whose signature was checked. */
export interface ProvedWebhook {
  readonly deliveryId: string;
  readonly appKey: string;
  readonly signedWith: SignedWith;
  readonly raw: Buffer;
  readonly traceparent: string;
  readonly receivedAt: Date;
  /** Undefined when the body cannot be read: it is kept raw, in quarantine. */
  readonly events: readonly MetaEvent[] | undefined;
}

export interface KeepWebhooksParts extends KeepCallParts {
  readonly keys: DayKeys;
}

/** Who must hear of what was kept, after the commit. */
export interface WebhookNews {
  readonly calls: readonly CallWithNews[];
  readonly tenants: readonly TenantWithEvents[];
  readonly quarantined: readonly QuarantinedNews[];
}

interface Item {
  readonly webhook: ProvedWebhook;
  readonly appKey: string;
  readonly event: MetaEvent;
  readonly position: number;
}

const eventsTotal = new Counter({
  name: 'patchbay_webhook_events_total',
  help: 'Events in webhooks of Meta by field and what became of them.',
  labelNames: ['field', 'outcome'] as const,
  registers: [metrics],
});

const FIELDS = new Set(['calls', 'messages', 'account_update', 'account_settings_update']);

/**
 * Keeps webhooks in one transaction: each raw, once; each event under its tenant, once; what is
 * nobody's in quarantine. The number of statements does not depend on the number of webhooks.
 */
export async function keepWebhooks(
  tx: Transaction,
  parts: KeepWebhooksParts,
  webhooks: readonly ProvedWebhook[],
): Promise<WebhookNews> {
  const { day: keyDay, seal } = await parts.keys.today(tx);
  const deliveries = webhooks.map(({ deliveryId: id, raw, ...webhook }) => {
    return { ...webhook, id, keyDay, rawSealed: seal(id, raw) };
  });
  const items = webhooks.flatMap((webhook) =>
    (webhook.events ?? []).map((event, position): Item => {
      return { webhook, appKey: webhook.appKey, event, position };
    }),
  );
  const [, routes] = await tx.together(() => [
    insertDeliveries(tx, deliveries),
    routeEvents(tx, items),
  ]);
  const owned: EventToKeep[] = [];
  const homeless: QuarantineRow[] = webhooks
    .filter(({ events }) => events === undefined)
    .map((webhook) => quarantineRow(parts, webhook, 'UNREADABLE'));
  items.forEach((item, index) => {
    const route = routes[index];
    if (route === undefined) throw new Error('an event was not routed');
    if (isOwned(route)) owned.push(toKeep(item, route));
    else homeless.push(quarantineRow(parts, item.webhook, route.reason, item));
  });
  const { outcomes, tenants, ofCalls } = await findEvents(tx, parts, owned);
  const [calls] = await tx.lastly(() => [
    keepCallEvents(tx, parts, ofCalls),
    insertQuarantined(tx, homeless),
  ]);
  tx.afterCommit(() => {
    owned.forEach(({ event }, index) => {
      eventsTotal.inc({ field: labelOf(event), outcome: outcomes[index] ?? 'kept' });
    });
    for (const { field, reason } of homeless) {
      eventsTotal.inc({ field: knownField(field), outcome: reason.toLowerCase() });
    }
  });
  return { calls, tenants, quarantined: newsOf(webhooks, homeless) };
}

function isOwned(route: Route): route is OwnedRoute {
  return route.kind === 'owned';
}

function toKeep({ webhook, event }: Item, route: OwnedRoute): EventToKeep {
  const { deliveryId, traceparent } = webhook;
  return { route, event, deliveryId, traceparent };
}

function fieldOf(event: MetaEvent): string {
  return event.kind === 'unknown' ? event.field : (event.kind.split('.')[0] ?? event.kind);
}

function knownField(field: string | null): string {
  return field !== null && FIELDS.has(field) ? field : 'other';
}

function labelOf(event: MetaEvent): string {
  return knownField(fieldOf(event));
}

function quarantineRow(
  { clock }: KeepWebhooksParts,
  { deliveryId, appKey }: ProvedWebhook,
  reason: QuarantineReason,
  item?: Item,
): QuarantineRow {
  return {
    id: uuidv7(clock),
    deliveryId,
    appKey,
    reason,
    ...(item === undefined ? NOTHING_KNOWN : whatIsKnown(item)),
    now: clock.now(),
  };
}

type Known = Omit<QuarantineRow, 'id' | 'deliveryId' | 'appKey' | 'reason' | 'now'>;

const NOTHING_KNOWN: Known = {
  position: null,
  kind: null,
  field: null,
  wabaId: null,
  phoneNumberId: null,
  displayPhoneNumber: null,
  businessId: null,
  dedupeKey: null,
};

function whatIsKnown({ event, position }: Item): Known {
  const { kind, dedupeKey, subject } = event;
  return { ...NOTHING_KNOWN, ...subject, position, kind, field: fieldOf(event), dedupeKey };
}

function newsOf(
  webhooks: readonly ProvedWebhook[],
  rows: readonly QuarantineRow[],
): QuarantinedNews[] {
  const traces = new Map(webhooks.map(({ deliveryId, traceparent }) => [deliveryId, traceparent]));
  return rows.map(({ deliveryId, appKey, reason, kind, wabaId, phoneNumberId }) => {
    const traceparent = traces.get(deliveryId) ?? '';
    return { appKey, reason, kind, wabaId, phoneNumberId, traceparent };
  });
}
