import type { TenantDatabase } from '#patchbay/database';
import { type Clock, type Logger, newTraceparent, Slots } from '#patchbay/kernel';
import type { FactKind } from '../domain/call-fact.js';
import type { CallRecord } from '../persistence/call.repository.js';
import type { Effect } from '../persistence/effect.repository.js';
import type { AdvanceCall, Advanced } from './advance-call.js';
import { noteSetup } from './call-setup.js';
import { contextAtHand, type EffectContext, type MediaContext } from './effect-context.js';
import type { EffectReport } from './effect-report.js';
import type { GraphEffects } from './graph-effects.js';
import type { MediaEffects } from './media-effects.js';

export interface CallPumpParts {
  readonly advance: AdvanceCall;
  readonly graph: GraphEffects;
  readonly media: MediaEffects;
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What an effect is carried out upon. */
interface Step extends Pick<Advanced, 'call' | 'context' | 'offerReceivedMs'> {
  /** Called once the command has left. */
  readonly onSent: () => void;
}

/** Of the connections of this process, the share that calls may have at a time. */
const SHARE_OF_CONNECTIONS = 0.6;

/**
 * Moves a call as far as it goes: drains it, carries out the effect that the drain claimed, reports
 * its result, and so on until nothing is left to do now. In one process the drains of a call queue
 * here, in memory, so that waiting for a call's lock never takes more than one connection; and calls
 * queue for a share of the connections, so that thousands of events at once leave others some.
 */
export class CallPump {
  readonly #parts: CallPumpParts;
  readonly #slots: Slots;
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(parts: CallPumpParts) {
    this.#parts = parts;
    const places = Math.floor(parts.database.connections * SHARE_OF_CONNECTIONS);
    this.#slots = new Slots(Math.max(1, places));
  }

  /** Resolves when this process has nothing more to do for the call now. */
  work(tenantId: string, callId: string): Promise<CallRecord | undefined> {
    const run = this.#work(tenantId, callId);
    const settled = run.catch(() => undefined).finally(() => this.#running.delete(settled));
    this.#running.add(settled);
    return run;
  }

  /** Starts the work and lets nobody wait; a failure is logged and left to the sweeper. */
  start(tenantId: string, callId: string): void {
    void this.drive(tenantId, callId);
  }

  /** The same for who waits for it: the call as it then is; undefined after a failure. */
  async drive(tenantId: string, callId: string): Promise<CallRecord | undefined> {
    try {
      return await this.work(tenantId, callId);
    } catch (err) {
      this.#parts.logger.error({ err, tenantId, callId }, 'call.not_advanced');
      return undefined;
    }
  }

  /** Starts no further effect and waits for what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  async #work(tenantId: string, callId: string): Promise<CallRecord | undefined> {
    let advanced = await this.#advance(tenantId, callId);
    const { offerReceivedMs } = advanced;
    let thenCommit: () => void = () => undefined;
    while (advanced.claimed !== undefined) {
      const step = { ...advanced, offerReceivedMs, onSent: thenCommit };
      const report = await this.#run(tenantId, advanced.claimed, step);
      const { call } = (advanced = await this.#advance(tenantId, callId, report));
      const isCreated = factIn(report) === 'media_created';
      thenCommit = () => {
        if (isCreated) this.#commit(tenantId, report.effect, call);
      };
      if ('retryAt' in report) this.#wakeAt(tenantId, callId, report.retryAt);
      if (this.#isClosed) break;
    }
    thenCommit();
    return advanced.call;
  }

  #advance(tenantId: string, callId: string, report?: EffectReport): Promise<Advanced> {
    const before = this.#tails.get(callId) ?? Promise.resolve();
    const run = before.then(() =>
      this.#slots.with(() => this.#parts.advance.execute(tenantId, callId, report)),
    );
    const tail = run
      .catch(() => undefined)
      .then(() => {
        if (this.#tails.get(callId) === tail) this.#tails.delete(callId);
      });
    this.#tails.set(callId, tail);
    return run;
  }

  async #run(tenantId: string, effect: Effect, step: Step): Promise<EffectReport> {
    const { graph, media } = this.#parts;
    const { offerReceivedMs, onSent } = step;
    const context = contextOf(tenantId, effect, step);
    if (!isForMeta(effect, context)) {
      onSent();
      return media.run(context);
    }
    noteSetup(this.#parts, context, offerReceivedMs);
    const sent = graph.run(context);
    onSent();
    const report = await sent;
    if (factIn(report) === 'accept_done') await media.openGateNow(context);
    return report;
  }

  /** Nobody waits for it: the next command, to Meta, is what counts now, and leaves first. */
  #commit(tenantId: string, effect: Effect, call: CallRecord | undefined): void {
    if (call === undefined) return;
    const traceparent = effect.traceparent ?? newTraceparent();
    void this.#parts.media.commitNow({ tenantId, effect, call, sdp: {}, traceparent });
  }

  #wakeAt(tenantId: string, callId: string, at: Date): void {
    if (this.#isClosed) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.start(tenantId, callId);
      },
      Math.max(0, at.getTime() - this.#parts.clock.nowMs()),
    );
    this.#timers.add(timer);
  }
}

/** Throws what stood in the way of reading it. */
function contextOf(
  tenantId: string,
  effect: Effect,
  { call, context: read }: Step,
): EffectContext | MediaContext {
  if (read?.status === 'rejected') throw read.reason;
  const context = read?.value ?? (call && contextAtHand(tenantId, effect, call));
  if (context === undefined) throw new Error(`the call of the effect ${effect.id} is gone`);
  return context;
}

function isForMeta(
  { kind }: Effect,
  context: EffectContext | MediaContext,
): context is EffectContext {
  return kind.startsWith('graph.') && 'accessToken' in context;
}

function factIn(report: EffectReport): FactKind | undefined {
  return 'event' in report ? report.event.kind : undefined;
}
