import type { TenantTransaction } from '#patchbay/database';
import type { EventType } from '../domain/event-types.js';
import { AttemptEntity } from './attempt.entity.js';
// Loaded for the drift test: the table's rows are only touched by the SQL below.
import './delivery-due.entity.js';

export interface ClaimRequest {
  readonly endpointId: string;
  readonly isLive: boolean;
  readonly now: Date;
  readonly leaseUntil: Date;
  readonly limit: number;
  /** Most leases this endpoint may have at a time in this lane, over all processes. */
  readonly maxInFlight: number;
}

/** A message that this process holds until `leaseUntil`, with all that sending it needs. */
export interface ClaimedDelivery {
  readonly messageId: string;
  readonly endpointId: string;
  readonly url: string;
  readonly secretSealed: string;
  readonly isLive: boolean;
  readonly attempts: number;
  readonly expiresAt: Date | null;
  readonly leaseUntil: Date;
  readonly type: EventType;
  readonly callId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sdpKind: string | null;
  readonly traceparent: string | null;
  readonly occurredAt: Date;
}

interface EndpointRow {
  readonly url: string;
  readonly secret_sealed: string;
}

interface ClaimedRow {
  readonly message_id: string;
  readonly attempts: number;
  readonly expires_at: Date | null;
  readonly event_type: EventType;
  readonly call_id: string | null;
  readonly payload: Record<string, unknown>;
  readonly sdp_kind: string | null;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
}

// A message waits while an older one of its call to the same endpoint is due, under way, or live and
// still open. An older message that only waits for a later retry doesn't hold it: a receiver that
// refuses one kind of message would else learn of the call's end a day late. `due_at` is never later
// than `expires_at`, so what has expired is due.
const CLAIM = `
  with held as (
    select count(*)::int as leases from delivery_due
     where endpoint_id = $1 and is_live = $2 and lease_until > $3
  ), chosen as (
    select d.message_id, m.event_type, m.call_id, m.payload, m.sdp_kind, m.traceparent, m.occurred_at
      from delivery_due d join message m on m.tenant_id = d.tenant_id and m.id = d.message_id
     where d.endpoint_id = $1 and d.is_live = $2
       and d.due_at <= $3
       and (d.lease_until is null or d.lease_until <= $3)
       and not exists (
         select from delivery_due o join message p on p.tenant_id = o.tenant_id and p.id = o.message_id
          where o.endpoint_id = d.endpoint_id and p.call_id = m.call_id and o.message_id < d.message_id
            and (o.is_live or o.due_at <= $3 or o.lease_until > $3))
     order by d.due_at, d.message_id
     limit least($5, greatest(0, $6 - (select leases from held)))
       for update of d skip locked
  )
  update delivery_due d set lease_until = $4 from chosen c
   where d.endpoint_id = $1 and d.message_id = c.message_id
  returning d.message_id, d.attempts, d.expires_at, c.event_type, c.call_id, c.payload, c.sdp_kind,
            c.traceparent, c.occurred_at`;

/** Leases due messages of an endpoint to the caller, in order. Claims of one endpoint take turns. */
export async function claimDeliveries(
  tx: TenantTransaction,
  claim: ClaimRequest,
): Promise<ClaimedDelivery[]> {
  const { endpointId, isLive, now, leaseUntil, limit, maxInFlight } = claim;
  const [endpoint] = await tx.query<EndpointRow>(
    `select url, secret_sealed, pg_advisory_xact_lock(hashtextextended('delivery.' || $1::text, 0))
       from endpoint where id = $1::uuid and status = 'ENABLED'`,
    [endpointId],
  );
  if (endpoint === undefined) return [];
  const rows = await tx.query<ClaimedRow>(CLAIM, [
    endpointId,
    isLive,
    now,
    leaseUntil,
    limit,
    maxInFlight,
  ]);
  return rows
    .sort((a, b) => (a.message_id < b.message_id ? -1 : 1))
    .map((row) => ({
      messageId: row.message_id,
      endpointId,
      url: endpoint.url,
      secretSealed: endpoint.secret_sealed,
      isLive,
      attempts: row.attempts,
      expiresAt: row.expires_at,
      leaseUntil,
      type: row.event_type,
      callId: row.call_id,
      data: row.payload,
      sdpKind: row.sdp_kind,
      traceparent: row.traceparent,
      occurredAt: row.occurred_at,
    }));
}

type Held = Pick<ClaimedDelivery, 'messageId' | 'endpointId' | 'leaseUntil'>;

export async function insertAttempt(
  tx: TenantTransaction,
  attempt: Omit<AttemptEntity, 'tenantId'>,
): Promise<void> {
  await tx.insert(AttemptEntity, attempt);
}

/** The message is done with at this endpoint: delivered, expired or given up. */
export async function finishDelivery(tx: TenantTransaction, held: Held): Promise<void> {
  await tx.execute(`delete from delivery_due where message_id = $1 and endpoint_id = $2`, [
    held.messageId,
    held.endpointId,
  ]);
}

/** Gives a failed message its next turn; nothing changes when the lease was lost meanwhile. */
export async function rescheduleDelivery(
  tx: TenantTransaction,
  held: Held,
  next: { readonly attempts: number; readonly dueAt: Date },
): Promise<void> {
  await tx.execute(
    `update delivery_due set attempts = $4, due_at = $5, lease_until = null
      where message_id = $1 and endpoint_id = $2 and lease_until = $3`,
    [held.messageId, held.endpointId, held.leaseUntil, next.attempts, next.dueAt],
  );
}

/** Puts a message back as it was, due at once. */
export async function releaseDelivery(tx: TenantTransaction, held: Held): Promise<void> {
  await tx.execute(
    `update delivery_due set lease_until = null
      where message_id = $1 and endpoint_id = $2 and lease_until = $3`,
    [held.messageId, held.endpointId, held.leaseUntil],
  );
}
