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
  /** Meta's ids of the request whose result it is; null where it is none, or Meta gave none. */
  readonly graphRequestId: string | null;
  readonly fbtraceId: string | null;
}

/** Adds lines to a call's timeline. */
export async function appendCallEvents(
  tx: TenantTransaction,
  clock: Clock,
  callId: string,
  events: readonly Omit<CallEvent, 'id'>[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `insert into call_event
       (tenant_id, call_id, created_at, id, seq, kind, actor, state, detail, occurred_at,
        graph_request_id, fbtrace_id)
     select $1::uuid, $2::uuid, $3::timestamptz, added.*
       from unnest($4::uuid[], $5::int[], $6::text[], $7::text[], $8::text[], $9::jsonb[],
                   $10::timestamptz[], $11::text[], $12::text[]) as added`,
    [
      tx.tenantId,
      callId,
      clock.now(),
      events.map(() => uuidv7(clock)),
      events.map(({ seq }) => seq),
      events.map(({ kind }) => kind),
      events.map(({ actor }) => actor),
      events.map(({ state }) => state),
      events.map(({ detail }) => JSON.stringify(detail)),
      events.map(({ occurredAt }) => occurredAt),
      events.map(({ graphRequestId }) => graphRequestId),
      events.map(({ fbtraceId }) => fbtraceId),
    ],
  );
}

/** A call's timeline from its first event on. */
export async function callEvents(tx: TenantTransaction, callId: string): Promise<CallEvent[]> {
  return tx.query<CallEvent>(
    `select id, seq, kind, actor, state, detail, occurred_at as "occurredAt",
            graph_request_id as "graphRequestId", fbtrace_id as "fbtraceId"
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

/** Brings the rows of legs to what the facts say. */
export async function saveLegs(
  tx: TenantTransaction,
  clock: Clock,
  callId: string,
  legs: readonly Leg[],
): Promise<void> {
  if (legs.length === 0) return;
  await tx.query(
    `insert into leg (tenant_id, call_id, created_at, id, kind, state, connected_at, ended_at)
     select $1::uuid, $2::uuid, $3::timestamptz, saved.*
       from unnest($4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[]) as saved
     on conflict (tenant_id, call_id, kind) do update set state = excluded.state,
       connected_at = excluded.connected_at, ended_at = excluded.ended_at`,
    [
      tx.tenantId,
      callId,
      clock.now(),
      legs.map(() => uuidv7(clock)),
      legs.map(({ kind }) => kind),
      legs.map(stateOfLeg),
      legs.map(({ connectedAt }) => connectedAt),
      legs.map(({ endedAt }) => endedAt),
    ],
  );
}

function stateOfLeg({ connectedAt, endedAt }: Leg): string {
  if (endedAt !== null) return 'ENDED';
  return connectedAt === null ? 'NEW' : 'CONNECTED';
}
