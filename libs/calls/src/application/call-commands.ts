import type {
  TenantDatabase,
  TenantTransaction,
  UseCaseDefinition,
  UseCases,
} from '#patchbay/database';
import { type Clock, type Envelope, newTraceparent, type TenantContext } from '#patchbay/kernel';
import type { CallPolicy } from '../domain/call-deadlines.js';
import type { FactData, FactKind } from '../domain/call-fact.js';
import { progressOf } from '../domain/call-progress.js';
import { isEnded } from '../domain/call-state.js';
import {
  type CallHead,
  insertInboxEvent,
  unprocessedEvents,
} from '../persistence/call-inbox.repository.js';
import { type CallOptions, type CallRecord, findCall } from '../persistence/call.repository.js';
import {
  type CallSdp,
  type CallSdpKind,
  readSdp,
  saveSdp,
} from '../persistence/call-sdp.repository.js';
import type { CallPolicies } from './call-policies.js';
import type { CallPump } from './call-pump.js';
import { recordOf, withProgress } from './call-start.js';
import { type CallView, viewsOf } from './call-view.js';

/**
 * The longest that a command waits for its outcome; afterwards it is told by webhook. A tenant is
 * answered within 8 s: what comes before and after the waiting has the rest.
 */
export const ANSWER_WITHIN_MS = 7000;
const FIRST_PAUSE_MS = 40;
const LAST_PAUSE_MS = 320;

/** What a tenant commands about a call. */
export interface CallCommand {
  readonly callId: string;
  readonly kind: FactKind;
  readonly data?: FactData;
  readonly head?: CallHead;
  readonly sdp?: CallSdp;
  readonly options?: CallOptions;
  readonly traceparent?: string | null;
}

export interface CallCommandsParts {
  readonly database: TenantDatabase;
  readonly useCases: UseCases;
  readonly pump: CallPump;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly policies: CallPolicies;
}

/** What the use cases of calls share: keep a command in the inbox, drive the call, wait for it. */
export class CallCommands {
  readonly #parts: CallCommandsParts;

  constructor(parts: CallCommandsParts) {
    this.#parts = parts;
  }

  get useCases(): UseCases {
    return this.#parts.useCases;
  }

  /** For what is part of no use case's own transaction. */
  get database(): TenantDatabase {
    return this.#parts.database;
  }

  get clock(): Clock {
    return this.#parts.clock;
  }

  /** The spans of time that hold for the calls of a number. */
  policyOf(tx: TenantTransaction, numberId: string): Promise<CallPolicy> {
    return this.#parts.policies.of(tx, numberId);
  }

  /** An SDP of the call; undefined when there is none. */
  sdpOf(tx: TenantTransaction, callId: string, kind: CallSdpKind): Promise<string | undefined> {
    return readSdp(tx, this.#parts.envelope, callId, kind);
  }

  /** Keeps the command in the caller's transaction. */
  async keep(tx: TenantTransaction, command: CallCommand): Promise<void> {
    const { clock, envelope } = this.#parts;
    const { callId, kind, data = {}, head, sdp, options } = command;
    const now = clock.now();
    if (sdp !== undefined) {
      await saveSdp(tx, envelope, { tenantId: tx.tenantId, callId }, { ...sdp, now });
    }
    await insertInboxEvent(tx, clock, tx.tenantId, {
      callId,
      source: 'TENANT',
      kind,
      data,
      occurredAt: now,
      traceparent: command.traceparent ?? newTraceparent(),
      ...(head && { head }),
      ...(options && { options }),
    });
  }

  /**
   * Drives the call and waits until `isSettled`, its end, or nearly 8 s. Mostly it is as wished once it
   * was driven. Other processes may do a part of the work, so else the row is looked at. Returns the
   * call as it then is; one that nobody has come to drain yet is what the command made of it.
   * `sinceMs` is when the tenant asked, on the monotonic clock.
   */
  async settle(
    tenant: TenantContext,
    callId: string,
    isSettled: (call: CallRecord) => boolean,
    sinceMs = performance.now(),
  ): Promise<CallRecord> {
    const isDone = (call: CallRecord): boolean => isEnded(call.state) || isSettled(call);
    const endsAt = sinceMs + ANSWER_WITHIN_MS;
    const driven = this.#parts.pump.drive(tenant.tenantId, callId);
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS)) {
      const known = await Promise.race([driven, pause(pauseMs)]);
      if (known !== undefined && isDone(known)) return known;
      if (known !== undefined) await pause(pauseMs);
      const isLate = performance.now() > endsAt;
      const call = await this.#look(tenant, callId, isLate);
      if (call !== undefined && (isLate || isDone(call))) return call;
    }
  }

  /** Once it is late, a failure is the caller's; before, it is looked once more. */
  async #look(
    tenant: TenantContext,
    callId: string,
    isLate: boolean,
  ): Promise<CallRecord | undefined> {
    const looking = this.#read(tenant, async (tx) => {
      const call = await findCall(tx, callId);
      return call ?? (isLate ? this.#undrained(tx, callId) : undefined);
    });
    return isLate ? looking : looking.catch(() => undefined);
  }

  /** The call as the events say that wait for it. */
  async #undrained(tx: TenantTransaction, callId: string): Promise<CallRecord> {
    const { clock, policies } = this.#parts;
    const nowMs = clock.nowMs();
    const events = await unprocessedEvents(tx, callId, nowMs);
    const known = recordOf(callId, events);
    if (known === undefined) return requireDrained(tx, callId);
    const policy = await policies.of(tx, known.numberId);
    const news = events.map(({ kind, occurredAt, data }) => ({ kind, atMs: occurredAt.getTime(), data })); // prettier-ignore
    const { direction, facts, asked } = known;
    const step = progressOf({ direction, facts, asked, news, policy, nowMs });
    return withProgress(known, events, step);
  }

  async view(tenant: TenantContext, call: CallRecord): Promise<CallView> {
    const [view] = await this.#read(tenant, (tx) => viewsOf(tx, this.#parts.envelope, [call]));
    if (view === undefined) throw new Error('a call has a view');
    return view;
  }

  #read<T>(tenant: TenantContext, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const definition: UseCaseDefinition = { name: 'calls.settle', roles: tenant.actor.roles };
    return this.#parts.useCases.read({ tenant, definition }, work);
  }
}

/** Whoever has read its events meanwhile has written it. */
async function requireDrained(tx: TenantTransaction, callId: string): Promise<CallRecord> {
  const call = await findCall(tx, callId);
  if (call === undefined) throw new Error(`the call ${callId} was not drained`);
  return call;
}

async function pause(ms: number): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return undefined;
}
