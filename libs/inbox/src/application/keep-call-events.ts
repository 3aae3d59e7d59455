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

/** An event, its call and the user at its other end. */
export interface EventOfCall {
  readonly event: CallEventToKeep;
  readonly callId: string;
  readonly consumerId: string | null;
}

/** The call and the consumer of each event that is part of a call's course, both made when they are new. */
export async function findCallsOfEvents(
  tx: Transaction,
  parts: KeepCallParts,
  events: readonly (CallEventToKeep | undefined)[],
): Promise<(EventOfCall | undefined)[]> {
  const ofCalls = events.filter((event) => event !== undefined);
  if (ofCalls.length === 0) return events.map(() => undefined);
  const [consumerIds, callIds] = await Promise.all([
    consumerIdsOf(tx, parts, ofCalls),
    echoedCalls(tx, ofCalls).then((echoed) => callIdsOfEvents(tx, parts.clock, ofCalls, echoed)),
  ]);
  const found = new Map(
    ofCalls.map((event, index) => {
      const callId = callIds[index];
      if (callId === undefined) throw new Error('an event has no call');
      return [event, { event, callId, consumerId: consumerIds[index] ?? null }];
    }),
  );
  return events.map((event) => event && found.get(event));
}

/**
 * Splits call events into what may be kept: ids and times here, SDP and identity in their vaults. Two
 * statements for all of them, asked at once. The events were routed and are no copies.
 */
export async function keepCallEvents(
  tx: Transaction,
  { clock, envelope }: KeepCallParts,
  kept: readonly EventOfCall[],
): Promise<readonly CallWithNews[]> {
  if (kept.length === 0) return [];
  const sdps = kept.flatMap(({ event: { tenantId, change }, callId }) =>
    change.event === 'connect' && change.sdp !== undefined
      ? [{ tenantId, callId, kind: 'META_REMOTE' as const, sdp: change.sdp }]
      : [],
  );
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
  await Promise.all([
    saveSdps(tx, envelope, sdps, clock.now()),
    insertInboxEvents(tx, clock, rows),
  ]);
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

/** Whose wacid it is, in one text. */
function keyOf(tenantId: string, wacid: string): string {
  return `${tenantId}|${wacid}`;
}

/**
 * The calls that our own echo names, by tenant and wacid: only where the call is this tenant's and
 * this number's. An echo of one event names the call for the others of its wacid, which may stand
 * before it.
 */
async function echoedCalls(
  tx: Transaction,
  events: readonly CallEventToKeep[],
): Promise<ReadonlyMap<string, string>> {
  const echoes = events.flatMap(({ tenantId, numberId, change }) => {
    const callId = callIdInOpaque(change.bizOpaqueCallbackData);
    return callId === undefined ? [] : [{ tenantId, numberId, callId, wacid: change.wacid }];
  });
  const textOf = (call: { tenantId: string; numberId: string; callId: string }): string =>
    [call.tenantId, call.numberId, call.callId].join('|');
  const ours = new Set((await callsOfNumbers(tx, echoes)).map(textOf));
  return new Map(
    echoes
      .filter((echo) => ours.has(textOf(echo)))
      .map(({ tenantId, wacid, callId }) => [keyOf(tenantId, wacid), callId]),
  );
}

/** Our own echo names the call; else wacid decides. */
function callIdsOfEvents(
  tx: Transaction,
  clock: Clock,
  events: readonly CallEventToKeep[],
  echoed: ReadonlyMap<string, string>,
): Promise<string[]> {
  const keys = events.map(({ tenantId, change: { wacid } }) => {
    return { tenantId, wacid, proposed: echoed.get(keyOf(tenantId, wacid)) ?? uuidv7(clock) };
  });
  return callIdsOf(tx, keys, clock.now());
}
