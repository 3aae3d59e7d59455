import type { TenantTransaction } from '#patchbay/database';
import { CallOrder } from '../domain/call-order.js';
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

interface OpenRow {
  readonly message_id: string;
  readonly is_sendable: boolean;
}

interface MessageRow {
  readonly id: string;
  readonly event_type: EventType;
  readonly call_id: string | null;
  readonly payload: Record<string, unknown>;
  readonly sdp_kind: string | null;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
}

interface LeasedRow {
  readonly message_id: string;
  readonly attempts: number;
  readonly expires_at: Date | null;
}

// A page is read twice, due rows and their messages, each by its key: a join of the two would leave
// it to the planner's idea of tables that grow and shrink all day.
const PAGE = 32;
const MAX_PAGES = 64;

/**
 * Leases due messages of an endpoint to the caller, oldest first and in the order of their calls.
 * Claims of one endpoint take turns, over all processes.
 */
export async function claimDeliveries(
  tx: TenantTransaction,
  claim: ClaimRequest,
): Promise<ClaimedDelivery[]> {
  const [endpoint] = await tx.query<EndpointRow>(
    `select url, secret_sealed, pg_advisory_xact_lock(hashtextextended('delivery.' || $1::text, 0))
       from endpoint where id = $1::uuid and status = 'ENABLED'`,
    [claim.endpointId],
  );
  if (endpoint === undefined) return [];
  const wanted = Math.min(claim.limit, claim.maxInFlight - (await leasesOf(tx, claim)));
  const chosen = await chooseMessages(tx, claim, wanted);
  const leased = await lease(tx, claim, [...chosen.keys()]);
  return leased.flatMap((row) => {
    const message = chosen.get(row.message_id);
    if (message === undefined) return [];
    return [
      {
        messageId: row.message_id,
        endpointId: claim.endpointId,
        url: endpoint.url,
        secretSealed: endpoint.secret_sealed,
        isLive: claim.isLive,
        attempts: row.attempts,
        expiresAt: row.expires_at,
        leaseUntil: claim.leaseUntil,
        type: message.event_type,
        callId: message.call_id,
        data: message.payload,
        sdpKind: message.sdp_kind,
        traceparent: message.traceparent,
        occurredAt: message.occurred_at,
      },
    ];
  });
}

async function leasesOf(tx: TenantTransaction, claim: ClaimRequest): Promise<number> {
  const [row] = await tx.query<{ leases: number }>(
    `select count(*)::int as leases from delivery_due
      where endpoint_id = $1 and is_live = $2 and lease_until > $3`,
    [claim.endpointId, claim.isLive, claim.now],
  );
  return row?.leases ?? 0;
}

/** Up to `wanted` messages that may leave now; oldest first, for what holds one back is older. */
async function chooseMessages(
  tx: TenantTransaction,
  claim: ClaimRequest,
  wanted: number,
): Promise<Map<string, MessageRow>> {
  const chosen = new Map<string, MessageRow>();
  const order = new CallOrder();
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES && chosen.size < wanted; page += 1) {
    const open: OpenRow[] = await openDeliveries(tx, claim, after);
    const messages = await messagesOf(tx, open);
    for (const { message_id: id, is_sendable: isSendable } of open) {
      const message = messages.get(id);
      const isNext = message !== undefined && order.admits({ callId: message.call_id, isSendable });
      if (isNext && chosen.size < wanted) chosen.set(id, message);
    }
    if (open.length < PAGE) break;
    after = open.at(-1)?.message_id ?? null;
  }
  return chosen;
}

// `due_at` is never later than `expires_at`, so what has expired is due.
function openDeliveries(
  tx: TenantTransaction,
  { endpointId, isLive, now }: ClaimRequest,
  after: string | null,
): Promise<OpenRow[]> {
  return tx.query<OpenRow>(
    `select message_id,
            is_live = $2 and due_at <= $3 and (lease_until is null or lease_until <= $3) as is_sendable
       from delivery_due
      where endpoint_id = $1 and (is_live or due_at <= $3 or lease_until > $3)
        and ($4::uuid is null or message_id > $4)
      order by message_id limit ${PAGE}`,
    [endpointId, isLive, now, after],
  );
}

async function messagesOf(
  tx: TenantTransaction,
  open: readonly OpenRow[],
): Promise<Map<string, MessageRow>> {
  if (open.length === 0) return new Map();
  const rows = await tx.query<MessageRow>(
    `select id, event_type, call_id, payload, sdp_kind, traceparent, occurred_at
       from message where id = any($1::uuid[])`,
    [open.map((row) => row.message_id)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function lease(
  tx: TenantTransaction,
  { endpointId, now, leaseUntil }: ClaimRequest,
  messageIds: readonly string[],
): Promise<LeasedRow[]> {
  if (messageIds.length === 0) return [];
  const rows = await tx.query<LeasedRow>(
    `with free as (
       select message_id from delivery_due
        where message_id = any($2::uuid[]) and endpoint_id = $1
          and due_at <= $3 and (lease_until is null or lease_until <= $3)
          for update skip locked
     )
     update delivery_due d set lease_until = $4 from free
      where d.message_id = free.message_id and d.endpoint_id = $1
     returning d.message_id, d.attempts, d.expires_at`,
    [endpointId, messageIds, now, leaseUntil],
  );
  return rows.sort((a, b) => (a.message_id < b.message_id ? -1 : 1));
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
