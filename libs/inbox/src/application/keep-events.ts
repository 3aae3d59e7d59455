import { claimDedupeKeys } from '#patchbay/calls';
import type { Transaction } from '#patchbay/database';
import type { MetaEvent } from '#patchbay/meta';
import { keepAccountEvents, type TenantWithEvents } from './keep-account-events.js';
import {
  type CallEventToKeep,
  type CallWithNews,
  type EventOfCall,
  findCallsOfEvents,
  keepCallEvents,
  type KeepCallParts,
} from './keep-call-events.js';
import type { Route } from './route-events.js';

export type OwnedRoute = Extract<Route, { kind: 'owned' }>;

/** An event of Meta's, whose it is, and the delivery that brought it. */
export interface EventToKeep {
  readonly route: OwnedRoute;
  readonly event: MetaEvent;
  readonly deliveryId: string;
  readonly traceparent: string;
}

/** What has become of events, and for whom there is work: ring after the commit. */
export interface KeptEvents {
  /** In the order of the events. */
  readonly outcomes: readonly ('kept' | 'duplicate')[];
  readonly calls: readonly CallWithNews[];
  readonly tenants: readonly TenantWithEvents[];
}

/**
 * Keeps events that were routed, each once: a copy costs one index probe and changes nothing. The
 * statements are the same in number for one event and for a thousand. Ingest and the replay of
 * quarantined events both come through here.
 */
export async function keepEvents(
  tx: Transaction,
  parts: KeepCallParts,
  events: readonly EventToKeep[],
): Promise<KeptEvents> {
  const found = await findEvents(tx, parts, events);
  const [calls] = await tx.together(() => [keepCallEvents(tx, parts, found.ofCalls)]);
  return { ...found, calls };
}

/** What is left to keep of events: `ofCalls` are written last. */
export interface FoundEvents extends Omit<KeptEvents, 'calls'> {
  readonly ofCalls: readonly EventOfCall[];
}

/** The first part of `keepEvents`: all but what is kept by `keepCallEvents`. */
export async function findEvents(
  tx: Transaction,
  parts: KeepCallParts,
  events: readonly EventToKeep[],
): Promise<FoundEvents> {
  if (events.length === 0) return { outcomes: [], ofCalls: [], tenants: [] };
  const keys = events.map(({ route, event }) => ({
    tenantId: route.tenantId,
    key: event.dedupeKey,
  }));
  const ofCalls = events.map(callEventOf);
  // Whose calls they are is asked at once, for copies too: that a copy is none costs a round trip.
  const [isNew, found] = await tx.together(() => [
    claimDedupeKeys(tx, keys, parts.clock.now()),
    findCallsOfEvents(tx, parts, ofCalls),
  ]);
  const others = events.filter((_, index) => isNew[index] && ofCalls[index] === undefined);
  const tenants = others.length === 0 ? [] : await keepAccountEvents(tx, parts, others);
  const ofNewCalls = found.flatMap((one, index) => (one && isNew[index] ? [one] : []));
  const outcomes = isNew.map((is) => (is ? ('kept' as const) : ('duplicate' as const)));
  return { outcomes, ofCalls: ofNewCalls, tenants };
}

/** Undefined for an event that is not part of a call's course. */
function callEventOf({ route, event, ...delivery }: EventToKeep): CallEventToKeep | undefined {
  if (!('change' in event)) return undefined;
  const { tenantId, numberId, wabaId, phoneNumberId } = route;
  if (numberId === null) throw new TypeError('an event of a call was routed without its number');
  const { change, dedupeKey } = event;
  return { tenantId, numberId, wabaId, phoneNumberId, change, dedupeKey, ...delivery };
}
