import { isDeepStrictEqual } from 'node:util';
import { Histogram } from 'prom-client';
import { marketOf, recordUsage } from '#patchbay/billing';
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
import { progressOf } from '../domain/call-progress.js';
import { type CallFacts, recordOf, withProgress } from './call-start.js';
import type { CallPolicies } from './call-policies.js';
import { tellTenant } from './call-messages.js';
import { type CallRecord, findCall, lockCall, saveCall } from '../persistence/call.repository.js';
import {
  insertInboxEvent,
  type InboxEvent,
  markProcessed,
  unprocessedEvents,
} from '../persistence/call-inbox.repository.js';
import { appendCallEvent, type Leg, saveLeg } from '../persistence/call-log.repository.js';
import { type CallSdp, saveSdp, wipeSdpLater } from '../persistence/call-sdp.repository.js';
import { callIdOf, saveCallWork } from '../persistence/call-work.repository.js';
import { findConsumers } from '../persistence/consumer.repository.js';
import {
  cancelPendingEffects,
  claimNextEffect,
  type Effect,
  type EffectEnd,
  finishEffect,
  insertEffects,
  postponeEffect,
} from '../persistence/effect.repository.js';
import { actorOf } from './event-actor.js';

/** SDP is wiped this long after the call. */
const SDP_KEPT_MS = 3600 * 1000;

/** What an effect came to, for the inbox of its call. */
export type EffectReport =
  | {
      readonly effect: Effect;
      readonly end: EffectEnd;
      readonly event?: Omit<InboxEvent, 'callId' | 'traceparent' | 'source'>;
      readonly sdps?: readonly CallSdp[];
    }
  | { readonly effect: Effect; readonly retryAt: Date };

export interface Advanced {
  readonly call: CallRecord | undefined;
  /** The effect that this process must now carry out. */
  readonly claimed: Effect | undefined;
}

export interface AdvanceCallParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly logger: Logger;
  readonly policies: CallPolicies;
  readonly doorbell: DeliveryDoorbell | undefined;
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
      await lockCall(tx, callId);
      if (report !== undefined) await this.#keepReport(tx, callId, report);
      const call = await this.#drain(tx, callId);
      const claimed = call && (await claimNextEffect(tx, this.#parts.clock, callId));
      crashPoint('drain.before-commit');
      return { call, claimed };
    });
    crashPoint('drain.after-commit');
    stopTimer();
    return advanced;
  }

  async #keepReport(tx: TenantTransaction, callId: string, report: EffectReport): Promise<void> {
    const { clock, envelope } = this.#parts;
    const { effect } = report;
    if ('retryAt' in report) {
      await postponeEffect(tx, effect.id, report.retryAt);
      return;
    }
    const { end, event, sdps = [] } = report;
    // Another process took this effect over and has told the result already.
    if (!(await finishEffect(tx, effect.id, { state: end, now: clock.now() }))) return;
    const owner = { tenantId: tx.tenantId, callId };
    for (const sdp of sdps) await saveSdp(tx, envelope, owner, { ...sdp, now: clock.now() });
    if (event === undefined) return;
    const { traceparent } = effect;
    await insertInboxEvent(tx, clock, tx.tenantId, {
      ...event,
      callId,
      source: 'EFFECT',
      traceparent,
    });
  }

  async #drain(tx: TenantTransaction, callId: string): Promise<CallRecord | undefined> {
    const { clock, policies } = this.#parts;
    const events = await unprocessedEvents(tx, callId, clock.nowMs());
    const known = (await findCall(tx, callId)) ?? recordOf(callId, events);
    const now = clock.now();
    if (known === undefined) {
      await markProcessed(tx, events.map(({ id }) => id), now); // prettier-ignore
      return undefined;
    }
    const policy = await policies.of(tx, known.numberId);
    const news = events.map(({ kind, occurredAt, data }) => ({ kind, atMs: occurredAt.getTime(), data })); // prettier-ignore
    const { direction, facts, asked } = known;
    const progress = progressOf({ direction, facts, asked, news, policy, nowMs: now.getTime() });
    const call = withProgress(known, events, progress);
    await markProcessed(tx, events.map(({ id }) => id), now); // prettier-ignore
    if (events.length === 0 && progress.learned.length === 0) return call;
    await saveCall(tx, call, now);
    await this.#writeTimeline(tx, { before: known, call, progress });
    await this.#writeConsequences(tx, { before: known, call, progress });
    await tellTenant(tx, clock, { call, kinds: progress.told, policy }, this.#parts.doorbell);
    return call;
  }

  async #writeTimeline(
    tx: TenantTransaction,
    { before, call, progress }: CallFacts,
  ): Promise<void> {
    const { clock } = this.#parts;
    let seq = before.version;
    for (const { kind, atMs, data, state } of progress.learned) {
      seq += 1;
      const event = { seq, kind, actor: actorOf(kind, call), state, detail: data };
      await appendCallEvent(tx, clock, call.id, { ...event, occurredAt: new Date(atMs) });
    }
    for (const leg of legsOf(call)) {
      const old = legsOf(before).find(({ kind }) => kind === leg.kind);
      const isSame = isDeepStrictEqual(old, leg) && before.version > 0;
      if (!isSame) await saveLeg(tx, clock, call.id, leg);
    }
  }

  async #writeConsequences(tx: TenantTransaction, facts: CallFacts): Promise<void> {
    const { call, progress } = facts;
    const { clock } = this.#parts;
    const now = clock.now();
    const { id: callId, epoch, traceparent, wacid, numberId } = call;
    if (wacid !== null && wacid !== facts.before.wacid) {
      await callIdOf(tx, { tenantId: tx.tenantId, wacid, proposed: callId }, now);
    }
    const isHangingUp = progress.effects.some((kind) => HANGS_UP.has(kind));
    if (isHangingUp || call.endedAt !== null) {
      await cancelPendingEffects(tx, callId, { except: ['graph.terminate', 'media.close'], now });
    }
    const deadlineAt = progress.deadlineMs === undefined ? null : new Date(progress.deadlineMs);
    await insertEffects(tx, clock, {
      callId,
      kinds: progress.effects,
      epoch,
      deadlineAt,
      traceparent,
    });
    await saveCallWork(
      tx,
      {
        callId,
        numberId,
        deadlineAt,
        nodeId: call.node?.nodeId ?? null,
        nodeBootId: call.node?.bootId ?? null,
        closedAt: call.endedAt === null ? null : now,
      },
      now,
    );
    if (call.endedAt !== null) await this.#writeEnd(tx, facts, call.endedAt);
  }

  async #writeEnd(
    tx: TenantTransaction,
    { before, call }: CallFacts,
    endedAt: Date,
  ): Promise<void> {
    const { clock, envelope, logger } = this.#parts;
    await wipeSdpLater(tx, call.id, new Date(clock.nowMs() + SDP_KEPT_MS));
    if (call.billableSeconds !== null) {
      const ids = call.consumerId === null ? [] : [call.consumerId];
      const [consumer] = await findConsumers(tx, envelope, ids);
      const who = { waId: consumer?.identity.waId ?? null, country: consumer?.country ?? null };
      await recordUsage(tx, clock, {
        callId: call.id,
        numberId: call.numberId,
        consumerId: call.consumerId,
        market: marketOf(who, endedAt) ?? null,
        direction: call.direction,
        answeredAt: call.answeredAt,
        endedAt,
        billableSeconds: call.billableSeconds,
        traceparent: call.traceparent,
      });
    }
    if (before.endedAt !== null) return;
    const { id: callId, state, endCode, traceparent } = call;
    const traceId = traceIdOf(traceparent);
    tx.afterCommit(() => {
      logger.info({ tenantId: tx.tenantId, callId, state, endCode, traceId }, 'call.ended');
    });
  }
}

const HANGS_UP = new Set(['graph.terminate', 'graph.reject']);

function legsOf({ facts, endedAt }: CallRecord): Leg[] {
  const at = (fact: { atMs: number } | undefined) => (fact ? new Date(fact.atMs) : null);
  return [
    { kind: 'META', connectedAt: at(facts.meta_leg_connected), endedAt },
    { kind: 'PBX', connectedAt: at(facts.pbx_leg_connected), endedAt },
  ];
}
