import type { TenantTransaction } from '#patchbay/database';
import type { EventType } from '../domain/event-types.js';
// Loaded for the drift test: the table's rows are only touched by the SQL below.
import './delivery-due.entity.js';

/** What of an endpoint's row sending needs. */
export interface DeliveryEndpoint {
  readonly id: string;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly url: string;
  readonly failoverUrl: string | null;
  readonly format: 'STANDARD' | 'META';
  readonly apiVersion: string;
  readonly headersSealed: string | null;
  readonly secretSealed: string;
  readonly previousSecretSealed: string | null;
  readonly previousSecretUntil: Date | null;
  readonly rateLimitPerSecond: number | null;
  readonly maxInFlight: number | null;
}

/** One endpoint's due rows of one urgency, at a moment. */
export interface DueLane {
  readonly endpointId: string;
  readonly isLive: boolean;
  readonly now: Date;
}

/** A message that this process holds until `leaseUntil`. */
export interface ClaimedDelivery {
  readonly messageId: string;
  readonly endpointId: string;
  readonly isLive: boolean;
  readonly isReplay: boolean;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly leaseUntil: Date;
  readonly type: EventType;
  readonly callId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sdpKind: string | null;
  readonly traceparent: string | null;
  readonly occurredAt: Date;
}

/** A due row that nobody will send any more. */
export interface BuriedDelivery {
  readonly messageId: string;
  readonly attempts: number;
}

interface EndpointRow {
  readonly id: string;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly url: string;
  readonly failover_url: string | null;
  readonly format: 'STANDARD' | 'META';
  readonly api_version: string;
  readonly headers_sealed: string | null;
  readonly secret_sealed: string;
  readonly previous_secret_sealed: string | null;
  readonly previous_secret_until: Date | null;
  readonly rate_limit_per_second: number | null;
  readonly max_in_flight: number | null;
}

interface MessageRow {
  readonly id: string;
  readonly event_type: EventType;
  readonly payload: Record<string, unknown>;
  readonly sdp_kind: string | null;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
}

interface LeasedRow {
  readonly message_id: string;
  readonly attempts: number;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly call_id: string | null;
  readonly is_replay: boolean;
}

/**
 * This transaction's commit waits for no disk. A lease that PostgreSQL forgets in a crash leaves its
 * message due, and what expired is buried again; nothing else may be written with it.
 */
export async function giveUpDurability(tx: TenantTransaction): Promise<void> {
  await tx.query(`set local synchronous_commit = off`);
}

/** The endpoint, locked for the claims of all processes until the transaction ends. */
export async function lockEndpoint(
  tx: TenantTransaction,
  endpointId: string,
): Promise<DeliveryEndpoint | undefined> {
  const [row] = await tx.query<EndpointRow>(
    `select id, status, url, failover_url, format, api_version, headers_sealed, secret_sealed,
            previous_secret_sealed, previous_secret_until, rate_limit_per_second, max_in_flight,
            pg_advisory_xact_lock(hashtextextended('delivery.' || $1::text, 0))
       from endpoint where id = $1::uuid`,
    [endpointId],
  );
  return (
    row && {
      id: row.id,
      status: row.status,
      url: row.url,
      failoverUrl: row.failover_url,
      format: row.format,
      apiVersion: row.api_version,
      headersSealed: row.headers_sealed,
      secretSealed: row.secret_sealed,
      previousSecretSealed: row.previous_secret_sealed,
      previousSecretUntil: row.previous_secret_until,
      rateLimitPerSecond: row.rate_limit_per_second,
      maxInFlight: row.max_in_flight,
    }
  );
}

// Leases are taken from the front of a lane, so they are found there; a long backlog is not read.
const FRONT = 2000;

export interface LaneFront {
  /** Messages under way, over all processes. */
  readonly leases: number;
  /** Messages that are due and that nobody holds, whether or not they may leave. */
  readonly waiting: number;
  readonly hasExpired: boolean;
}

/** What a lane holds at its front. */
export async function lookAtLane(
  tx: TenantTransaction,
  { endpointId, isLive, now }: DueLane,
): Promise<LaneFront> {
  const [row] = await tx.query<{ leases: number; waiting: number; has_expired: boolean }>(
    `select count(*) filter (where lease_until > $3)::int as leases,
            count(*) filter (where (lease_until is null or lease_until <= $3)
                               and (expires_at is null or expires_at > $3))::int as waiting,
            exists (select from delivery_due
                     where endpoint_id = $1 and is_live = $2 and expires_at <= $3
                       and (lease_until is null or lease_until <= $3)) as has_expired
       from (select lease_until, expires_at from delivery_due
              where endpoint_id = $1 and is_live = $2 and due_at <= $3
              order by due_at, message_id limit ${FRONT}) front`,
    [endpointId, isLive, now],
  );
  return {
    leases: row?.leases ?? 0,
    waiting: row?.waiting ?? 0,
    hasExpired: row?.has_expired ?? false,
  };
}

/** Takes what has expired and nobody holds out of the lane. */
export async function takeExpired(
  tx: TenantTransaction,
  { endpointId, isLive, now }: DueLane,
): Promise<BuriedDelivery[]> {
  const rows = await tx.query<{ message_id: string; attempts: number }>(
    `delete from delivery_due
      where endpoint_id = $1 and is_live = $2 and expires_at <= $3
        and (lease_until is null or lease_until <= $3)
     returning message_id, attempts`,
    [endpointId, isLive, now],
  );
  return rows.map((row) => ({ messageId: row.message_id, attempts: row.attempts }));
}

export interface LeaseRequest {
  readonly limit: number;
  readonly leaseUntil: Date;
  /** Only messages that expire: those with a second URL to go to while the first one is out. */
  readonly isExpiringOnly: boolean;
}

// Of a call's messages that are due, under way, or live and open at this endpoint, only the oldest
// may leave: the end of a call never overtakes a connect that still has a chance. What merely waits
// for a later retry holds nobody back, or a receiver that refuses one kind of message would learn of
// the call's end a day late; and a replay neither holds back nor waits.
const SENDABLE = `from delivery_due d
   where d.endpoint_id = $1 and d.is_live = $2 and d.due_at <= $3
     and (d.lease_until is null or d.lease_until <= $3)
     and (d.expires_at is null or d.expires_at > $3)
     and (d.call_id is null or d.is_replay or not exists (
           select from delivery_due o
            where o.endpoint_id = $1 and o.call_id = d.call_id
              and o.message_id < d.message_id and not o.is_replay
              and (o.is_live or o.due_at <= $3 or o.lease_until > $3)))`;

/** How many messages may leave the lane now, counted up to `most`. */
export async function countSendable(
  tx: TenantTransaction,
  { endpointId, isLive, now }: DueLane,
  most: number,
): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int from (select ${SENDABLE} limit $4) sendable`,
    [endpointId, isLive, now, most],
  );
  return row?.count ?? 0;
}

/**
 * Leases due messages to the caller, those first that have been due longest, and keeps the
 * order of each call. Call it under the endpoint's lock.
 */
export async function leaseDeliveries(
  tx: TenantTransaction,
  lane: DueLane,
  { limit, leaseUntil, isExpiringOnly }: LeaseRequest,
): Promise<ClaimedDelivery[]> {
  if (limit <= 0) return [];
  const { endpointId, isLive, now } = lane;
  const leased = await tx.query<LeasedRow>(
    `with chosen as (
       select d.message_id ${SENDABLE} and (d.expires_at is not null or not $6::boolean)
        order by d.due_at, d.message_id limit $4
          for update of d skip locked
     )
     update delivery_due d set lease_until = $5 from chosen
      where d.endpoint_id = $1 and d.message_id = chosen.message_id
     returning d.message_id, d.attempts, d.created_at, d.expires_at, d.call_id, d.is_replay`,
    [endpointId, isLive, now, limit, leaseUntil, isExpiringOnly],
  );
  const messages = await messagesOf(tx, leased);
  return leased
    .flatMap((row) => {
      const message = messages.get(row.message_id);
      return message === undefined ? [] : [claimed(lane, leaseUntil, row, message)];
    })
    .sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
}

function claimed(
  { endpointId, isLive }: DueLane,
  leaseUntil: Date,
  row: LeasedRow,
  message: MessageRow,
): ClaimedDelivery {
  return {
    messageId: row.message_id,
    endpointId,
    isLive,
    isReplay: row.is_replay,
    attempts: row.attempts,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    leaseUntil,
    type: message.event_type,
    callId: row.call_id,
    data: message.payload,
    sdpKind: message.sdp_kind,
    traceparent: message.traceparent,
    occurredAt: message.occurred_at,
  };
}

// Read by their keys and not joined above: that would leave it to the planner's idea of a table that
// grows and shrinks all day.
async function messagesOf(
  tx: TenantTransaction,
  leased: readonly LeasedRow[],
): Promise<Map<string, MessageRow>> {
  if (leased.length === 0) return new Map();
  const rows = await tx.query<MessageRow>(
    `select id, event_type, payload, sdp_kind, traceparent, occurred_at
       from message where id = any($1::uuid[])`,
    [leased.map((row) => row.message_id)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
