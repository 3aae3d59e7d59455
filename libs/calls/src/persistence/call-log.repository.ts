import type { TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';
import type { FactData, FactKind } from '../domain/call-fact.js';
import type { CallState } from '../domain/call-state.js';

export type CallEventActor = 'META' | 'TENANT' | 'PLATFORM' | 'CONSUMER' | 'MEDIA';

/** A line of a call's timeline. */
export interface CallEvent {
  readonly id: string;
  readonly seq: number;
  readonly kind: FactKind;
  readonly actor: CallEventActor;
  /** The call's state once this was known. */
  readonly state: CallState;
  readonly detail: FactData;
  readonly occurredAt: Date;
}

export async function appendCallEvent(
  tx: TenantTransaction,
  clock: Clock,
  callId: string,
  event: Omit<CallEvent, 'id'>,
): Promise<void> {
  await tx.query(
    `insert into call_event (tenant_id, id, call_id, seq, kind, actor, state, detail, occurred_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.tenantId,
      uuidv7(clock),
      callId,
      event.seq,
      event.kind,
      event.actor,
      event.state,
      event.detail,
      event.occurredAt,
      clock.now(),
    ],
  );
}

/** A call's timeline from its first event on. */
export async function callEvents(tx: TenantTransaction, callId: string): Promise<CallEvent[]> {
  return tx.query<CallEvent>(
    `select id, seq, kind, actor, state, detail, occurred_at as "occurredAt"
       from call_event where call_id = $1 order by seq`,
    [callId],
  );
}

export type LegKind = 'META' | 'PBX';

export interface Leg {
  readonly kind: LegKind;
  readonly connectedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Brings a leg's row to what the facts say. */
export async function saveLeg(
  tx: TenantTransaction,
  clock: Clock,
  callId: string,
  leg: Leg,
): Promise<void> {
  const open = leg.connectedAt === null ? 'NEW' : 'CONNECTED';
  await tx.query(
    `insert into leg (tenant_id, id, call_id, kind, state, connected_at, ended_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id, call_id, kind) do update set state = excluded.state,
       connected_at = excluded.connected_at, ended_at = excluded.ended_at`,
    [
      tx.tenantId,
      uuidv7(clock),
      callId,
      leg.kind,
      leg.endedAt === null ? open : 'ENDED',
      leg.connectedAt,
      leg.endedAt,
      clock.now(),
    ],
  );
}
