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
import type { CallPolicy } from '../domain/call-deadlines.js';
import type { NewFact } from '../domain/call-fact.js';
import { progressOf } from '../domain/call-progress.js';
import { type CallFacts, recordOf, withProgress } from './call-start.js';
import type { CallPolicies } from './call-policies.js';
import { offerReceivedMs } from './call-setup.js';
import { tellTenant } from './call-messages.js';
import { type CallRecord, findCall, lockCall, saveCall } from '../persistence/call.repository.js';
import {
  markProcessed,
  type StoredInboxEvent,
  unprocessedEvents,
} from '../persistence/call-inbox.repository.js';
import { appendCallEvents, type Leg, saveLegs } from '../persistence/call-log.repository.js';
import { wipeSdpLater } from '../persistence/call-sdp.repository.js';
import { callIdOf, type CallWork, saveCallWork } from '../persistence/call-work.repository.js';
import { type Effect, openEffects } from '../persistence/effect.repository.js';
import type { CallConsequence } from './call-consequence.js';
import {
  claimedEffect,
  effectsOfStep,
  type StepEffects,
  unchangedEffects,
  writeEffects,
} from './claim-effect.js';
import { type EffectContext, isAtHand, readEffectContext } from './effect-context.js';
import { type EffectReport, endEffect, keepReport, newsOf } from './effect-report.js';
import { actorOf } from './event-actor.js';
import { routeOffer } from './route-offer.js';

/** SDP is wiped this long after the call. */
const SDP_KEPT_MS = 3600 * 1000;

export interface Advanced {
  readonly call: CallRecord | undefined;
  /** The effect that this process must now carry out. */
  readonly claimed: Effect | undefined;
  /** What it is carried out upon: read in the step, and what was sealed opened after it. */
  readonly context?: PromiseSettledResult<EffectContext> | undefined;
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
    const { database } = this.#parts;
    const advanced = await database.step(tenant, (tx) => this.#drain(tx, callId, report));
    crashPoint('drain.after-commit');
    stopTimer();
    return advanced;
  }

  async #drain(tx: TenantTransaction, callId: string, report?: EffectReport): Promise<Advanced> {
    const { clock, policies } = this.#parts;
    const [, isMine, unread, found, open] = await tx.together(() => [
      lockCall(tx, callId),
      report === undefined ? Promise.resolve(false) : endEffect(tx, report, clock.now()),
      unprocessedEvents(tx, callId, clock.nowMs()),
      findCall(tx, callId),
      openEffects(tx, callId, clock.nowMs()),
    ]);
    const now = clock.now();
    // What another process has told already is no news.
    const told = isMine ? report : undefined;
    const said = told && newsOf(clock, told);
    const events = said === undefined ? unread : inOrder([...unread, said]);
    const read = { unread: unread.map(({ id }) => id), told, said };
    const known = found ?? recordOf(callId, events);
    if (known === undefined) {
      await this.#keepRead(tx, read);
      return { call: undefined, claimed: undefined };
    }
    const policy = await policies.of(tx, known.numberId);
    const news = [...factsOf(events), ...(await routeOffer(tx, known, events))];
    const { direction, facts, asked } = known;
    const progress = progressOf({ direction, facts, asked, news, policy, nowMs: now.getTime() });
    const call = withProgress(known, events, progress);
    const changed = { before: known, call, progress };
    const isNews = events.length > 0 || progress.learned.length > 0;
    const effects = isNews ? effectsOfStep(clock, open, changed) : unchangedEffects(open, now);
    const claimed = effects.next && claimedEffect(callId, effects.next);
    const taken = { read, changed, isNews, effects, claimed, policy };
    const context = await this.#write(tx, taken);
    return { call, claimed, context, offerReceivedMs: offerReceivedMs(events) };
  }

  /** Writes what the step came to; the commit leaves with what is written last. */
  async #write(
    tx: TenantTransaction,
    { read, changed, isNews, effects, claimed, policy }: StepTaken,
  ): Promise<Advanced['context']> {
    const { clock, doorbell } = this.#parts;
    const { call, progress } = changed;
    const kinds = isNews ? progress.told : [];
    const write = () =>
      [
        this.#keepRead(tx, read),
        this.#contextOf(tx, call, claimed),
        kinds.length === 0 ? Promise.resolve(undefined) : findNumberAddress(tx, call.numberId),
        isNews ? this.#writeNews(tx, changed) : Promise.resolve(),
        writeEffects(tx, clock, call.id, effects),
      ] as const;
    crashPoint('drain.before-commit');
    const isLast = kinds.length === 0 && isWrittenAtOnce(changed);
    const [, context, number] = await (isLast ? tx.lastly(write) : tx.together(write));
    if (kinds.length > 0) {
      const telling = { call, kinds, policy, number };
      await tx.lastly(() => [tellTenant(tx, clock, telling, doorbell)]);
    }
    return context;
  }

  /** The events of this step are read, and what its effect came to is kept. */
  async #keepRead(tx: TenantTransaction, { unread, told, said }: ReadInStep): Promise<void> {
    await Promise.all([
      told && keepReport(tx, this.#parts, told, said),
      markProcessed(tx, unread, this.#parts.clock.now()),
    ]);
  }

  /** What cannot be opened must not undo the step: whoever carries the effect out hears of it. */
  async #contextOf(
    tx: TenantTransaction,
    call: CallRecord,
    effect: Effect | undefined,
  ): Promise<PromiseSettledResult<EffectContext> | undefined> {
    if (effect === undefined || isAtHand(effect)) return undefined;
    const reading = readEffectContext(tx, this.#parts.envelope, effect, call);
    const [context] = await Promise.allSettled([reading]);
    return context;
  }

  async #writeNews(tx: TenantTransaction, changed: CallFacts): Promise<void> {
    await Promise.all([
      saveCall(tx, changed.call, this.#parts.clock.now()),
      this.#writeTimeline(tx, changed),
      this.#writeWork(tx, changed),
      changed.call.endedAt === null ? undefined : this.#writeEnd(tx, changed),
      ...this.#parts.consequences.map((one) => one.write(tx, changed)),
    ]);
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

  async #writeWork(tx: TenantTransaction, { before, call, progress }: CallFacts): Promise<void> {
    const now = this.#parts.clock.now();
    const { id: callId, wacid, numberId } = call;
    const { tenantId } = tx;
    const isNewKey = wacid !== null && wacid !== before.wacid;
    const deadlineAt = progress.deadlineMs === undefined ? null : new Date(progress.deadlineMs);
    const closedAt = call.endedAt === null ? null : now;
    const work = { callId, numberId, deadlineAt, closedAt, ...placeOf(call) };
    await Promise.all([
      isNewKey && callIdOf(tx, { tenantId, wacid, proposed: callId }, now),
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

/** What a step has read, and what its effect came to. */
interface ReadInStep {
  readonly unread: readonly string[];
  readonly told: EffectReport | undefined;
  readonly said: StoredInboxEvent | undefined;
}

interface StepTaken {
  readonly read: ReadInStep;
  readonly changed: CallFacts;
  readonly isNews: boolean;
  readonly effects: StepEffects;
  readonly claimed: Effect | undefined;
  readonly policy: CallPolicy;
}

/**
 * Only the end of a call, and a name that Meta has just given it, take more than one question to write;
 * see `CallConsequence`.
 */
function isWrittenAtOnce({ before, call }: CallFacts): boolean {
  return call.endedAt === null && call.wacid === before.wacid;
}

function inOrder(events: readonly StoredInboxEvent[]): StoredInboxEvent[] {
  return events.toSorted(
    (a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || (a.id < b.id ? -1 : 1),
  );
}

function factsOf(events: readonly StoredInboxEvent[]): NewFact[] {
  return events.map(({ kind, occurredAt, data, graph }) => {
    return { kind, atMs: occurredAt.getTime(), data, graph };
  });
}

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
