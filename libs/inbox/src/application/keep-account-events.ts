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
  const idOf = await consumerIds(tx, parts.consumers, kept);
  const rows = kept.map((each) => rowOf(parts.clock, each, idOf));
  await insertAccountEvents(tx, rows);
  tx.afterCommit(() => {
    for (const { kind, isHandled } of rows) eventsTotal.inc({ kind, handled: String(isHandled) });
  });
  const handled = rows.filter(({ isHandled }) => isHandled);
  const traceparents = new Map(handled.map((row) => [row.tenantId, row.traceparent]));
  // Nothing but what a bell may carry.
  return [...traceparents].map(([tenantId, traceparent]) => ({ tenantId, traceparent }));
}

type ConsumerIdOf = (identity: MetaConsumer | undefined) => string | null;

/** Who the user is now; only of one whose ids changed. */
function currentOf(event: MetaEvent): MetaConsumer | undefined {
  return event.kind === 'messages.user_changed_user_id' ? event.current : undefined;
}

/** Makes sure of all consumers at once; an identity without an id is nobody. */
async function consumerIds(
  tx: Transaction,
  consumers: Consumers,
  kept: readonly AccountEventToKeep[],
): Promise<ConsumerIdOf> {
  const named = kept.flatMap(({ route: { tenantId }, event }) =>
    [event.consumer, currentOf(event)].flatMap((identity) => {
      const id = identity?.waId ?? identity?.userId;
      return identity === undefined || id === undefined ? [] : [{ tenantId, identity }];
    }),
  );
  const ids = named.length === 0 ? [] : await consumers.ensureAll(tx, named);
  const byIdentity = new Map(named.map(({ identity }, index) => [identity, ids[index]]));
  for (const { route, event } of kept) {
    const current = currentOf(event);
    const [before, now] = [event.consumer, current].map((one) => one && byIdentity.get(one));
    if (current === undefined || before === undefined || now === undefined) continue;
    await consumers.join(tx, [before, now], { tenantId: route.tenantId, identity: current });
  }
  return (identity) => (identity && byIdentity.get(identity)) ?? null;
}

function rowOf(
  clock: Clock,
  { route, event, deliveryId, traceparent }: AccountEventToKeep,
  idOf: ConsumerIdOf,
): AccountEventRow {
  const { tenantId, phoneNumberId, numberId } = route;
  const { subject, dedupeKey, consumer, atMs, kind } = event;
  const receivedAt = clock.now();
  return {
    id: uuidv7(clock),
    tenantId,
    ...EVENT_PLACES[kind],
    kind,
    payload: payloadOf(event, idOf),
    deliveryId,
    traceparent,
    occurredAt: atMs === undefined ? receivedAt : new Date(atMs),
    receivedAt,
    wabaId: route.wabaId ?? subject.wabaId ?? null,
    phoneNumberId,
    numberId,
    consumerId: idOf(consumer),
    dedupeKey,
  };
}

/** Fields of an event that have columns of their own, and those that hold an identity. */
const NOT_IN_PAYLOAD = new Set(['dedupeKey', 'atMs', 'consumer', 'current']);

/** What the event says, without identity: a user whose ids changed has two consumers. */
function payloadOf(event: MetaEvent, idOf: ConsumerIdOf): object {
  const said = Object.entries(event).filter(([field]) => !NOT_IN_PAYLOAD.has(field));
  const current = currentOf(event);
  return {
    ...Object.fromEntries(said),
    ...(current !== undefined && { currentConsumerId: idOf(current) }),
  };
}
