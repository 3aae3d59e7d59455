import type { Consumers } from '#patchbay/calls';
import type { Transaction } from '#patchbay/database';
import { type Clock, metrics, uuidv7 } from '#patchbay/kernel';
import type { MetaConsumer, MetaEvent } from '#patchbay/meta';
import { Counter } from 'prom-client';
import { EVENT_PLACES } from '../domain/event-contexts.js';
import {
  type AccountEventRow,
  insertAccountEvents,
} from '../persistence/inbox-event.repository.js';
import type { Route } from './route-events.js';

/** An event that is not part of a call's course, and whose it is. */
export interface AccountEventToKeep {
  readonly route: Extract<Route, { kind: 'owned' }>;
  readonly event: MetaEvent;
  readonly deliveryId: string;
  readonly traceparent: string;
}

export interface KeepAccountParts {
  readonly clock: Clock;
  readonly consumers: Consumers;
}

/** A tenant for whom the dispatcher has work: ring `dispatchInboxJob` after the commit. */
export interface TenantWithEvents {
  readonly tenantId: string;
  readonly traceparent: string;
}

const eventsTotal = new Counter({
  name: 'patchbay_inbox_events_total',
  help: 'Events of Meta that are about no call, kept by kind and by whether a context handles them.',
  labelNames: ['kind', 'handled'] as const,
  registers: [metrics],
});

/** Keeps such events, the identities in their vault. The events were routed and are no copies. */
export async function keepAccountEvents(
  tx: Transaction,
  parts: KeepAccountParts,
  kept: readonly AccountEventToKeep[],
): Promise<readonly TenantWithEvents[]> {
  const rows: AccountEventRow[] = [];
  for (const each of kept) rows.push(await rowOf(tx, parts, each));
  await insertAccountEvents(tx, rows);
  tx.afterCommit(() => {
    for (const { kind, isHandled } of rows) eventsTotal.inc({ kind, handled: String(isHandled) });
  });
  const handled = rows.filter(({ isHandled }) => isHandled);
  return [...new Map(handled.map((row) => [row.tenantId, row])).values()];
}

async function rowOf(
  tx: Transaction,
  { clock, consumers }: KeepAccountParts,
  { route, event, deliveryId, traceparent }: AccountEventToKeep,
): Promise<AccountEventRow> {
  const { tenantId, phoneNumberId, numberId } = route;
  const { subject, dedupeKey, consumer, atMs, ...detail } = event;
  const { kind } = detail;
  const receivedAt = clock.now();
  const idOf = async (identity: MetaConsumer = {}): Promise<string | null> => {
    const isKnown = (identity.waId ?? identity.userId) !== undefined;
    return isKnown ? consumers.ensure(tx, tenantId, identity) : null;
  };
  return {
    id: uuidv7(clock),
    tenantId,
    ...EVENT_PLACES[kind],
    kind,
    payload: { ...(await withoutIdentity(detail, idOf)), subject },
    deliveryId,
    traceparent,
    occurredAt: atMs === undefined ? receivedAt : new Date(atMs),
    receivedAt,
    wabaId: route.wabaId ?? subject.wabaId ?? null,
    phoneNumberId,
    numberId,
    consumerId: await idOf(consumer),
    dedupeKey,
  };
}

type Detail = Omit<MetaEvent, 'subject' | 'dedupeKey' | 'consumer' | 'atMs'>;

/** A user whose id changed has two identities; the row has the ids of both consumers. */
async function withoutIdentity(
  detail: Detail & { current?: MetaConsumer },
  idOf: (identity?: MetaConsumer) => Promise<string | null>,
): Promise<object> {
  const { current, ...rest } = detail;
  return current === undefined ? rest : { ...rest, currentConsumerId: await idOf(current) };
}
