import { isDeepStrictEqual } from 'node:util';
import { Histogram } from 'prom-client';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import type { DeliveryDoorbell } from '#patchbay/fanout';
import {
  type Clock,
  crashPoint,
  type Envelope,
  type Logger,
  metrics,
  systemTenantContext,
  traceIdOf,
} from '#patchbay/kernel';
import { findNumberAddress } from '#patchbay/numbers';
import { progressOf } from '../domain/call-progress.js';
import { type CallFacts, recordOf, withProgress } from './call-start.js';
import type { CallPolicies } from './call-policies.js';
import { offerReceivedMs } from './call-setup.js';
import { tellTenant } from './call-messages.js';
import { type CallRecord, findCall, lockCall, saveCall } from '../persistence/call.repository.js';
import {
  insertInboxEvents,
  type InboxEvent,
  markProcessed,
  unprocessedEvents,
} from '../persistence/call-inbox.repository.js';
import { appendCallEvents, type Leg, saveLegs } from '../persistence/call-log.repository.js';
import { type CallSdp, saveSdps, wipeSdpLater } from '../persistence/call-sdp.repository.js';
import { callIdOf, type CallWork, saveCallWork } from '../persistence/call-work.repository.js';
import {
  cancelPendingEffects,
  claimNextEffect,
  type Effect,
  type EffectEnd,
  finishEffect,
  insertEffects,
  postponeEffect,
} from '../persistence/effect.repository.js';
import type { CallConsequence } from './call-consequence.js';
import { actorOf } from './event-actor.js';
import { routeOffer } from './route-offer.js';

/** SDP is wiped this long after the call. */
const SDP_KEPT_MS = 3600 * 1000;

/** What an effect came to, for the inbox of its call. */
export type EffectReport =
  | {
      readonly effect: Effect;
      readonly end: EffectEnd;
      readonly event?: EffectEvent;
      readonly sdps?: readonly CallSdp[];
    }
  | EffectRetry;

export type EffectEvent = Omit<InboxEvent, 'callId' | 'traceparent' | 'source'>;

/** It is tried again, and meanwhile something is known. */
export interface EffectRetry {
  readonly effect: Effect;
  readonly retryAt: Date;
  readonly event?: EffectEvent;
}

export interface Advanced {
  readonly call: CallRecord | undefined;
  /** The effect that this process must now carry out. */
  readonly claimed: Effect | undefined;
  /** When the offer came in that was read in this step, Unix milliseconds. */
  readonly offerReceivedMs?: number | undefined;
}

export interface AdvanceCallParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly logger: Logger;
  readonly policies: CallPolicies;
  readonly doorbell: DeliveryDoorbell | undefined;
  /** What a step means to other parts. */
  readonly consequences: readonly CallConsequence[];
}

const drainSeconds = new Histogram({
  name: 'patchbay_call_drain_duration_seconds',
  help: 'Transactions that advance a call.',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  registers: [metrics],
});

/**
 * The drain: the only writer of a call. One transaction reads what came for it, adds it to what is
 * known, and writes what follows: the call, its timeline, messages, usage, effects. It ends by
 * claiming the next effect, which its caller carries out after the commit.
 */
export class AdvanceCall {
  readonly #parts: AdvanceCallParts;

  constructor(parts: AdvanceCallParts) {
    this.#parts = parts;
  }

  async execute(tenantId: string, callId: string, report?: EffectReport): Promise<Advanced> {
    const stopTimer = drainSeconds.startTimer();
    const tenant = systemTenantContext(tenantId, 'signalling');
    const advanced = await this.#parts.database.run(tenant, async (tx) => {
      const isNews = report !== undefined && (await this.#isMine(tx, callId, report));
      const drained = await this.#drain(tx, callId, isNews ? report : undefined);
      crashPoint('drain.before-commit');
      return drained;
    });
    crashPoint('drain.after-commit');
    stopTimer();
    return advanced;
  }

  /** Ends the effect, or puts it back; false when another process has told its result already. */
  async #isMine(tx: TenantTransaction, callId: string, report: EffectReport): Promise<boolean> {
    const now = this.#parts.clock.now();
    const { effect } = report;
    const [, isMine] = await tx.together(() => [
      lockCall(tx, callId),
      'retryAt' in report
        ? postponeEffect(tx, effect.id, report.retryAt)
        : finishEffect(tx, effect.id, { state: report.end, now }),
    ]);
    return isMine;
  }

  /** What an effect came to is news of the call like any other. */
  async #keepReport(tx: TenantTransaction, callId: string, report: EffectReport): Promise<void> {
    const { clock, envelope } = this.#parts;
    const { event } = report;
    const sdps = 'sdps' in report ? (report.sdps ?? []) : [];
    const { tenantId } = tx;
    const { traceparent } = report.effect;
    const kept = sdps.map((sdp) => ({ tenantId, callId, ...sdp }));
    const news = event && { tenantId, ...event, callId, source: 'EFFECT' as const, traceparent };
    await Promise.all([
      saveSdps(tx, envelope, kept, clock.now()),
      insertInboxEvents(tx, clock, news === undefined ? [] : [news]),
    ]);
  }

  async #drain(
    tx: TenantTransaction,
    callId: string,
    report: EffectReport | undefined,
  ): Promise<Advanced> {
    const { clock, policies } = this.#parts;
    const [, , events, found] = await tx.together(() => [
      lockCall(tx, callId),
      report === undefined ? Promise.resolve() : this.#keepReport(tx, callId, report),
      unprocessedEvents(tx, callId, clock.nowMs()),
      findCall(tx, callId),
    ]);
    const now = clock.now();
    const ids = events.map(({ id }) => id);
    const known = found ?? recordOf(callId, events);
    if (known === undefined) {
      await markProcessed(tx, ids, now);
      return { call: undefined, claimed: undefined };
    }
    const policy = await policies.of(tx, known.numberId);
    const told = events.map(({ kind, occurredAt, data, graph }) => ({ kind, atMs: occurredAt.getTime(), data, graph })); // prettier-ignore
    const news = [...told, ...(await routeOffer(tx, known, events))];
    const { direction, facts, asked } = known;
    const progress = progressOf({ direction, facts, asked, news, policy, nowMs: now.getTime() });
    const call = withProgress(known, events, progress);
    if (events.length === 0 && progress.learned.length === 0) {
      return { call, claimed: await claimNextEffect(tx, clock, callId) };
    }
    const changed = { before: known, call, progress };
    const kinds = progress.told;
    const [number, , , , , , , claimed] = await tx.together(() => [
      kinds.length === 0 ? Promise.resolve(undefined) : findNumberAddress(tx, call.numberId),
      markProcessed(tx, ids, now),
      saveCall(tx, call, now),
      this.#writeTimeline(tx, changed),
      this.#writeConsequences(tx, changed),
      call.endedAt === null ? Promise.resolve() : this.#writeEnd(tx, changed),
      Promise.all(this.#parts.consequences.map((one) => one.write(tx, changed))),
      claimNextEffect(tx, clock, callId),
    ]);
    await tellTenant(tx, clock, { call, kinds, policy, number }, this.#parts.doorbell);
    return { call, claimed, offerReceivedMs: offerReceivedMs(events) };
  }

  async #writeTimeline(
    tx: TenantTransaction,
    { before, call, progress }: CallFacts,
  ): Promise<void> {
    const { clock } = this.#parts;
    const lines = progress.learned.map(({ kind, atMs, data, state, graph }, index) => ({
      seq: before.version + index + 1,
      kind,
      actor: actorOf(kind, call),
      state,
      detail: data,
      occurredAt: new Date(atMs),
      graphRequestId: graph?.requestId ?? null,
      fbtraceId: graph?.fbtraceId ?? null,
    }));
    const known = before.version > 0 ? legsOf(before) : [];
    const legs = legsOf(call).filter((leg) => !known.some((old) => isDeepStrictEqual(old, leg)));
    await Promise.all([
      appendCallEvents(tx, clock, call.id, lines),
      saveLegs(tx, clock, call.id, legs),
    ]);
  }

  async #writeConsequences(tx: TenantTransaction, facts: CallFacts): Promise<void> {
    const { before, call, progress } = facts;
    const { clock } = this.#parts;
    const now = clock.now();
    const { id: callId, epoch, traceparent, wacid, numberId } = call;
    const { tenantId } = tx;
    const isNewKey = wacid !== null && wacid !== before.wacid;
    const isHangingUp = progress.effects.some((kind) => HANGS_UP.has(kind));
    const isEnded = call.endedAt !== null;
    const deadlineAt = progress.deadlineMs === undefined ? null : new Date(progress.deadlineMs);
    const closedAt = isEnded ? now : null;
    const work = { callId, numberId, deadlineAt, closedAt, ...placeOf(call) };
    const effects = { callId, kinds: progress.effects, epoch, deadlineAt, traceparent };
    const except = call.facts.terminated === undefined ? TO_THE_END : (['media.close'] as const);
    await Promise.all([
      isNewKey && callIdOf(tx, { tenantId, wacid, proposed: callId }, now),
      (isHangingUp || isEnded) && cancelPendingEffects(tx, callId, { except, now }),
      insertEffects(tx, clock, effects),
      saveCallWork(tx, work, now),
    ]);
  }

  async #writeEnd(tx: TenantTransaction, { before, call }: CallFacts): Promise<void> {
    const { clock, logger } = this.#parts;
    await wipeSdpLater(tx, call.id, new Date(clock.nowMs() + SDP_KEPT_MS));
    if (before.endedAt !== null) return;
    const { id: callId, state, endCode, traceparent } = call;
    const traceId = traceIdOf(traceparent);
    tx.afterCommit(() => {
      logger.info({ tenantId: tx.tenantId, callId, state, endCode, traceId }, 'call.ended');
    });
  }
}

const HANGS_UP = new Set(['graph.terminate', 'graph.reject']);
/** What must still be done for a call that has ended here, until Meta has told its end. */
const TO_THE_END = ['graph.terminate', 'graph.terminate_again', 'media.close'] as const;

function placeOf({ node }: CallRecord): Pick<CallWork, 'nodeId' | 'nodeBootId' | 'nodeUrl'> {
  const { nodeId = null, bootId: nodeBootId = null, url: nodeUrl = null } = node ?? {};
  return { nodeId, nodeBootId, nodeUrl };
}

function legsOf({ facts, endedAt }: CallRecord): Leg[] {
  const at = (fact: { atMs: number } | undefined) => (fact ? new Date(fact.atMs) : null);
  return [
    { kind: 'META', connectedAt: at(facts.meta_leg_connected), endedAt },
    { kind: 'PBX', connectedAt: at(facts.pbx_leg_connected), endedAt },
  ];
}
