import {
  type CallHead,
  callIdInOpaque,
  callIdsOf,
  callsOfNumbers,
  type Consumers,
  factOfMetaEvent,
  insertInboxEvents,
  saveSdps,
} from '#patchbay/calls';
import type { Transaction } from '#patchbay/database';
import { type Clock, type Envelope, uuidv7 } from '#patchbay/kernel';
import type { CallChange, MetaConsumer } from '#patchbay/meta';

export interface KeepCallParts {
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly consumers: Consumers;
}

/** An event of a call's course, whose it is known to be. */
export interface CallEventToKeep {
  readonly tenantId: string;
  readonly numberId: string;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly change: CallChange;
  readonly dedupeKey: string;
  readonly deliveryId: string;
  readonly traceparent: string;
}

/** A call that has news, for the doorbell. */
export interface CallWithNews {
  readonly tenantId: string;
  readonly callId: string;
  readonly traceparent: string;
}

function isKnown({ waId, userId }: MetaConsumer): boolean {
  return (waId ?? userId) !== undefined;
}

/**
 * Splits call events into what may be kept: ids and times here, SDP and identity in their vaults. A
 * handful of statements for all of them. The events were routed and are no copies.
 */
export async function keepCallEvents(
  tx: Transaction,
  parts: KeepCallParts,
  events: readonly CallEventToKeep[],
): Promise<readonly CallWithNews[]> {
  if (events.length === 0) return [];
  const { clock, envelope } = parts;
  const consumerIds = await consumerIdsOf(tx, parts, events);
  const callIds = await callIdsOfEvents(tx, clock, events);
  const kept = events.map((event, index) => {
    const callId = callIds[index];
    if (callId === undefined) throw new Error('an event has no call');
    return { event, callId, consumerId: consumerIds[index] ?? null };
  });
  const sdps = kept.flatMap(({ event: { tenantId, change }, callId }) =>
    change.event === 'connect' && change.sdp !== undefined
      ? [{ tenantId, callId, kind: 'META_REMOTE' as const, sdp: change.sdp }]
      : [],
  );
  await saveSdps(tx, envelope, sdps, clock.now());
  const rows = kept.map(({ event, callId, consumerId }) => ({
    tenantId: event.tenantId,
    callId,
    source: 'META' as const,
    ...factOfMetaEvent(event.change),
    head: headOf(event, consumerId),
    occurredAt: new Date(event.change.atMs),
    deliveryId: event.deliveryId,
    traceparent: event.traceparent,
    about: event,
  }));
  await insertInboxEvents(tx, clock, rows);
  const withNews = rows.map(({ tenantId, callId, traceparent }) => ({
    tenantId,
    callId,
    traceparent,
  }));
  return [...new Map(withNews.map((call) => [call.callId, call])).values()];
}

function headOf({ numberId, change }: CallEventToKeep, consumerId: string | null): CallHead {
  const { direction, wacid, bizOpaqueCallbackData } = change;
  return {
    direction,
    numberId,
    consumerId,
    wacid,
    ...(bizOpaqueCallbackData !== undefined && { bizOpaqueCallbackData }),
  };
}

async function consumerIdsOf(
  tx: Transaction,
  { consumers }: KeepCallParts,
  events: readonly CallEventToKeep[],
): Promise<(string | undefined)[]> {
  const named = events.filter(({ change }) => isKnown(change.consumer));
  const ids = await consumers.ensureAll(
    tx,
    named.map(({ tenantId, change }) => ({ tenantId, identity: change.consumer })),
  );
  const byEvent = new Map(named.map((event, index) => [event, ids[index]]));
  return events.map((event) => byEvent.get(event));
}

/** Our own echo names the call when it is this tenant's and this number's; else wacid decides. */
async function callIdsOfEvents(
  tx: Transaction,
  clock: Clock,
  events: readonly CallEventToKeep[],
): Promise<string[]> {
  const echoOf = ({ tenantId, numberId, change }: CallEventToKeep) => {
    const callId = callIdInOpaque(change.bizOpaqueCallbackData);
    return callId === undefined ? [] : [{ tenantId, numberId, callId }];
  };
  const textOf = (call: { tenantId: string; numberId: string; callId: string }): string =>
    [call.tenantId, call.numberId, call.callId].join('|');
  const ours = await callsOfNumbers(tx, events.flatMap(echoOf));
  const isOurs = new Set(ours.map(textOf));
  // An echo of one event names the call for the others of its wacid, which may stand before it.
  const echoed = new Map<string, string>();
  for (const event of events) {
    for (const call of echoOf(event)) {
      if (isOurs.has(textOf(call))) {
        echoed.set(`${event.tenantId}|${event.change.wacid}`, call.callId);
      }
    }
  }
  const keys = events.map(({ tenantId, change: { wacid } }) => ({
    tenantId,
    wacid,
    proposed: echoed.get(`${tenantId}|${wacid}`) ?? uuidv7(clock),
  }));
  return callIdsOf(tx, keys, clock.now());
}
