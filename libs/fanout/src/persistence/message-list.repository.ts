import type { TenantTransaction } from '#patchbay/database';
import type { DeliveryStatus, DeliveryTraces } from '../domain/delivery-status.js';
import type { EventType } from '../domain/event-types.js';

/** Which messages; what is undefined does not matter. */
export interface MessageFilter {
  readonly eventTypes?: readonly EventType[] | undefined;
  readonly callId?: string | undefined;
  /** With `status`: the message has that status at this endpoint; else at any. */
  readonly endpointId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
}

/** A stretch of messages, newest first. */
export interface MessageStretch {
  /** Ids lie below this one; null for no bound. */
  readonly belowId: string | null;
  /** Ids are this one or above; null for no bound. */
  readonly fromId: string | null;
  readonly limit: number;
}

/** A message as it is kept: without SDP and without the consumer. */
export interface MessageRecord {
  readonly id: string;
  readonly type: EventType;
  readonly callId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly expiresAt: Date | null;
  readonly occurredAt: Date;
  readonly createdAt: Date;
  readonly traceparent: string | null;
}

// $1, $2, $3 of every statement below are belowId, fromId and limit.
const within = (column: string): string =>
  `($1::uuid is null or ${column} < $1) and ($2::uuid is null or ${column} >= $2)`;

/** The newest of one index, as a part of a union. */
const newestOf = (table: string, column: string, condition: string): string =>
  `(select ${column} as id from ${table} where ${condition} and ${within(column)}
     group by ${column} order by ${column} desc limit $3)`;

const PARTS = {
  waiting: 'delivery_due',
  dead: 'dead_letter',
  taken: 'attempt',
} as const;

function partsOf(status: DeliveryStatus | undefined): (keyof typeof PARTS)[] {
  if (status === 'PENDING') return ['waiting'];
  if (status === 'DEAD') return ['dead'];
  if (status === 'DELIVERED') return ['taken'];
  return ['waiting', 'dead', 'taken'];
}

const CONDITIONS = {
  waiting: '',
  dead: ' and recovered_at is null',
  taken: ` and outcome = 'DELIVERED'`,
} as const;

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

function statementFor(filter: MessageFilter): Statement {
  const { callId, endpointId, eventTypes, status } = filter;
  if (callId !== undefined) {
    return { sql: newestOf('message', 'id', 'call_id = $4'), parameters: [callId] };
  }
  if (endpointId !== undefined) {
    const parts = partsOf(status).map((part) =>
      newestOf(PARTS[part], 'message_id', `endpoint_id = $4${CONDITIONS[part]}`),
    );
    return { sql: parts.join(' union '), parameters: [endpointId] };
  }
  if (status === 'PENDING' || status === 'DEAD') {
    const [part = 'waiting'] = partsOf(status);
    return {
      sql: newestOf(PARTS[part], 'message_id', `true${CONDITIONS[part]}`),
      parameters: [],
    };
  }
  if (eventTypes !== undefined) {
    return {
      sql: `select m.id from unnest($4::text[]) t (event_type) cross join lateral
              ${newestOf('message', 'id', 'event_type = t.event_type')} m`,
      parameters: [eventTypes],
    };
  }
  return { sql: newestOf('message', 'id', 'true'), parameters: [] };
}

/**
 * Ids of messages that may fit the filter, newest first, taken from the one index that narrows it
 * most: so the work is bounded by `limit`, however many messages there are. What the index does not
 * say is for the caller to check.
 */
export async function candidateMessages(
  tx: TenantTransaction,
  filter: MessageFilter,
  { belowId, fromId, limit }: MessageStretch,
): Promise<string[]> {
  const { sql, parameters } = statementFor(filter);
  const rows = await tx.query<{ id: string }>(
    `select id from (${sql}) candidate order by id desc limit $3`,
    [belowId, fromId, limit, ...parameters],
  );
  return rows.map((row) => row.id);
}

interface MessageRow {
  readonly id: string;
  readonly event_type: EventType;
  readonly call_id: string | null;
  readonly payload: Record<string, unknown>;
  readonly expires_at: Date | null;
  readonly occurred_at: Date;
  readonly created_at: Date;
  readonly traceparent: string | null;
}

/** The messages of these ids that there are, newest first. */
export async function messagesById(
  tx: TenantTransaction,
  ids: readonly string[],
): Promise<MessageRecord[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<MessageRow>(
    `select id, event_type, call_id, payload, expires_at, occurred_at, created_at, traceparent
       from message where id = any($1::uuid[]) order by id desc`,
    [ids],
  );
  return rows.map((row) => ({
    id: row.id,
    type: row.event_type,
    callId: row.call_id,
    data: row.payload,
    expiresAt: row.expires_at,
    occurredAt: row.occurred_at,
    createdAt: row.created_at,
    traceparent: row.traceparent,
  }));
}

/** Those of these messages that are of one of the types and about the call. */
export async function messagesAbout(
  tx: TenantTransaction,
  ids: readonly string[],
  { callId, eventTypes }: MessageFilter,
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `select id from message
      where id = any($1::uuid[])
        and ($2::text[] is null or event_type = any($2)) and ($3::uuid is null or call_id = $3)`,
    [ids, eventTypes ?? null, callId ?? null],
  );
  return new Set(rows.map((row) => row.id));
}

/** What is known of the deliveries of these messages. */
export async function tracesOf(
  tx: TenantTransaction,
  ids: readonly string[],
): Promise<DeliveryTraces> {
  if (ids.length === 0) return { waiting: [], taken: [], dead: [] };
  const waiting = await tx.query<DeliveryTraces['waiting'][number]>(
    `select d.message_id as "messageId", d.endpoint_id as "endpointId", d.attempts,
            d.due_at as "dueAt", d.is_replay as "isReplay",
            e.status = 'ENABLED' as "isEndpointEnabled"
       from delivery_due d join endpoint e on e.tenant_id = d.tenant_id and e.id = d.endpoint_id
      where d.message_id = any($1::uuid[])`,
    [ids],
  );
  const taken = await tx.query<DeliveryTraces['taken'][number]>(
    `select message_id as "messageId", endpoint_id as "endpointId", number,
            started_at + duration_ms * interval '1 millisecond' as "deliveredAt"
       from attempt where message_id = any($1::uuid[]) and outcome = 'DELIVERED' order by id`,
    [ids],
  );
  const dead = await tx.query<DeliveryTraces['dead'][number]>(
    `select message_id as "messageId", endpoint_id as "endpointId", reason, attempts,
            created_at as "diedAt", recovered_at as "recoveredAt"
       from dead_letter where message_id = any($1::uuid[]) order by id`,
    [ids],
  );
  return { waiting, taken, dead };
}
