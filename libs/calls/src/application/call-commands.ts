import type {
  TenantDatabase,
  TenantTransaction,
  UseCaseDefinition,
  UseCases,
} from '#patchbay/database';
import { type Clock, type Envelope, newTraceparent, type TenantContext } from '#patchbay/kernel';
import type { CallPolicy } from '../domain/call-deadlines.js';
import type { FactData, FactKind } from '../domain/call-fact.js';
import { isEnded } from '../domain/call-state.js';
import { type CallHead, insertInboxEvent } from '../persistence/call-inbox.repository.js';
import type { CallOptions, CallRecord } from '../persistence/call.repository.js';
import {
  type CallSdp,
  type CallSdpKind,
  readSdp,
  saveSdp,
} from '../persistence/call-sdp.repository.js';
import type { CallPolicies } from './call-policies.js';
import type { CallPump } from './call-pump.js';
import { requireCall } from './read-calls.js';
import { type CallView, viewsOf } from './call-view.js';

/** The longest that a command waits for its outcome; afterwards it is told by webhook. */
export const ANSWER_WITHIN_MS = 8000;
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
   * Drives the call and waits until `isSettled`, its end, or 8 s. Mostly it is as wished once it was
   * driven. Other processes may do a part of the work, so else the row is looked at. Returns the call
   * as it then is.
   */
  async settle(
    tenant: TenantContext,
    callId: string,
    isSettled: (call: CallRecord) => boolean,
  ): Promise<CallRecord> {
    const isDone = (call: CallRecord): boolean => isEnded(call.state) || isSettled(call);
    const endsAt = performance.now() + ANSWER_WITHIN_MS;
    const driven = this.#parts.pump.drive(tenant.tenantId, callId);
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS)) {
      const known = await Promise.race([driven, pause(pauseMs)]);
      if (known !== undefined && isDone(known)) return known;
      if (known !== undefined) await pause(pauseMs);
      const call = await this.#read(tenant, (tx) => requireCall(tx, callId)).catch(() => undefined);
      const isLate = performance.now() > endsAt;
      if (call !== undefined && (isLate || isDone(call))) return call;
      if (isLate) throw new Error(`the call ${callId} was not drained`);
    }
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

async function pause(ms: number): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return undefined;
}
