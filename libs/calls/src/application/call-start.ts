import { isFactKind } from '../domain/call-fact.js';
import type { CallProgress } from '../domain/call-progress.js';
import { terminationOf } from '../domain/call-cause.js';
import { durationsOf } from '../domain/call-durations.js';
import { tenantDataInOpaque } from '../domain/biz-opaque.js';
import { controlOf } from '../domain/call-control.js';
import { mediaModeOf } from '../domain/call-media-mode.js';
import type { CallHead, StoredInboxEvent } from '../persistence/call-inbox.repository.js';
import type { CallNode, CallRecord } from '../persistence/call.repository.js';

/** A call before and after a step. */
export interface CallFacts {
  readonly before: CallRecord;
  readonly call: CallRecord;
  readonly progress: CallProgress;
}

/**
 * The record of a call that was not known before: made by whichever event came first, so a terminate
 * that overtakes its connect leaves a tombstone. Undefined when no event says what the call is.
 */
export function recordOf(
  callId: string,
  events: readonly StoredInboxEvent[],
): CallRecord | undefined {
  const first = events.find(({ head, kind }) => head !== undefined && isFactKind(kind));
  if (first?.head === undefined) return undefined;
  const { direction, numberId, consumerId, wacid, bizOpaqueCallbackData } = first.head;
  return {
    id: callId,
    numberId,
    consumerId,
    direction,
    state: direction === 'USER_INITIATED' ? 'OFFERED' : 'QUEUED',
    control: 'PLATFORM',
    signalling: 'GRAPH_API',
    mediaMode: 'SDES',
    wacid: wacid ?? null,
    options: null,
    graphRequestId: null,
    facts: {},
    asked: { effects: [], told: [] },
    version: 0,
    bizOpaqueCallbackData: tenantDataInOpaque(bizOpaqueCallbackData) ?? null,
    endCode: null,
    terminationCause: null,
    disconnectedBy: null,
    metaError: null,
    node: null,
    epoch: 1,
    traceparent: first.traceparent,
    startedAt: first.occurredAt,
    answeredAt: null,
    endedAt: null,
    ringSeconds: null,
    talkSeconds: null,
    billableSeconds: null,
  };
}

function nodeIn({ facts }: CallProgress): CallNode | null {
  const { nodeId, bootId, nodeUrl } = facts.media_created?.data ?? {};
  if (typeof nodeId !== 'string' || typeof bootId !== 'string' || typeof nodeUrl !== 'string') {
    return null;
  }
  return { nodeId, bootId, url: nodeUrl };
}

function wacidIn(events: readonly StoredInboxEvent[], { facts }: CallProgress): string | null {
  const named = events.find((event) => event.head?.wacid !== undefined)?.head?.wacid;
  const answered = facts.connect_accepted?.data.wacid;
  return named ?? (typeof answered === 'string' ? answered : null);
}

/** Of a call whose beginning nobody told, the earliest moment at which it is known to have been. */
function startedAtMs({ facts, answeredAtMs = Infinity }: CallProgress): number {
  const started = facts.offered ?? facts.placed;
  if (started !== undefined) return started.atMs;
  return Math.min(answeredAtMs, ...Object.values(facts).map(({ atMs }) => atMs));
}

function timesOf(progress: CallProgress): Pick<CallRecord, 'startedAt' | 'answeredAt' | 'endedAt'> {
  const { end, answeredAtMs } = progress;
  return {
    startedAt: new Date(startedAtMs(progress)),
    answeredAt: answeredAtMs === undefined ? null : new Date(answeredAtMs),
    endedAt: end === undefined ? null : new Date(end.atMs),
  };
}

/** What the first event did not tell of the call itself, a later one may. */
function headOf(
  known: CallRecord,
  events: readonly StoredInboxEvent[],
): Pick<CallRecord, 'consumerId' | 'bizOpaqueCallbackData'> {
  const named = <Key extends keyof CallHead>(key: Key): CallHead[Key] | undefined =>
    told(events, ({ head }) => head?.[key] ?? undefined);
  return {
    consumerId: known.consumerId ?? named('consumerId') ?? null,
    bizOpaqueCallbackData:
      known.bizOpaqueCallbackData ??
      told(events, ({ options }) => options?.bizOpaqueCallbackData) ??
      tenantDataInOpaque(named('bizOpaqueCallbackData')) ??
      null,
  };
}

/** What the first event that says so tells. */
function told<Told>(
  events: readonly StoredInboxEvent[],
  of: (event: StoredInboxEvent) => Told | undefined,
): Told | undefined {
  for (const event of events) {
    const it = of(event);
    if (it !== undefined) return it;
  }
  return undefined;
}

/** Meta's id of the request that placed or answered the call, whatever Meta said to it. */
function requestIdIn(events: readonly StoredInboxEvent[]): string | undefined {
  const isOfCall = ({ kind }: StoredInboxEvent): boolean =>
    kind.startsWith('connect_') || kind.startsWith('accept_');
  return told(events.filter(isOfCall), ({ graph }) => graph?.requestId ?? undefined);
}

/** Why and by whom it ended, and how long it was. */
function endOfCall({ direction }: CallRecord, { facts, end }: CallProgress) {
  return {
    endCode: end?.code ?? null,
    billableSeconds: end?.billableSeconds ?? null,
    ...terminationOf(direction, facts),
    ...durationsOf(direction, facts),
  };
}

/** The record after a step: every column follows from the facts and from what events brought. */
export function withProgress(
  known: CallRecord,
  events: readonly StoredInboxEvent[],
  progress: CallProgress,
): CallRecord {
  const metaError = told(events, (event) => event.metaError) ?? null;
  return {
    ...known,
    ...timesOf(progress),
    ...headOf(known, events),
    wacid: known.wacid ?? wacidIn(events, progress),
    options: known.options ?? told(events, ({ options }) => options) ?? null,
    graphRequestId: known.graphRequestId ?? requestIdIn(events) ?? null,
    state: progress.state,
    control: controlOf(known.direction, progress.facts),
    mediaMode: mediaModeOf(known.direction, progress.facts),
    facts: progress.facts,
    asked: progress.asked,
    version: known.version + progress.learned.length,
    ...endOfCall(known, progress),
    metaError: known.metaError ?? metaError,
    node: known.node ?? nodeIn(progress),
  };
}
