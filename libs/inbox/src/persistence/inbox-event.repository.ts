import type { TenantTransaction, Transaction } from '#patchbay/database';
import { uuidv7Floor } from '#patchbay/kernel';
import type { EventContext } from '../domain/event-contexts.js';

/** An event of Meta's that is about no call's course, as the inbox keeps it. */
export interface AccountEventRow {
  readonly id: string;
  readonly tenantId: string;
  readonly context: EventContext;
  readonly kind: string;
  /** What the event says, without identity. */
  readonly payload: object;
  readonly deliveryId: string;
  readonly traceparent: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  /** Whether somebody waits for it; else it is kept as UNHANDLED. */
  readonly isHandled: boolean;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly numberId: string | null;
  readonly consumerId: string | null;
  readonly dedupeKey: string;
}

/** Keeps events in one statement, however many there are. */
export async function insertAccountEvents(
  tx: Transaction,
  rows: readonly AccountEventRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const column = <Key extends keyof AccountEventRow>(key: Key) => rows.map((row) => row[key]);
  await tx.query(
    `insert into inbox_event
       (tenant_id, id, source, kind, payload, delivery_id, traceparent, occurred_at, received_at,
        processed_at, context, waba_id, phone_number_id, number_id, consumer_id, dedupe_key, outcome)
     select tenant_id, id, 'META', kind, payload, delivery_id, traceparent, occurred_at, received_at,
            case when is_handled then null else received_at end, context, waba_id, phone_number_id,
            number_id, consumer_id, dedupe_key, case when is_handled then null else 'UNHANDLED' end
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::uuid[], $6::text[],
                   $7::timestamptz[], $8::timestamptz[], $9::boolean[], $10::text[], $11::text[],
                   $12::text[], $13::uuid[], $14::uuid[], $15::text[])
         as kept (tenant_id, id, kind, payload, delivery_id, traceparent, occurred_at, received_at,
                  is_handled, context, waba_id, phone_number_id, number_id, consumer_id, dedupe_key)`,
    [
      column('tenantId'),
      column('id'),
      column('kind'),
      rows.map(({ payload }) => JSON.stringify(payload)),
      column('deliveryId'),
      column('traceparent'),
      column('occurredAt'),
      column('receivedAt'),
      column('isHandled'),
      column('context'),
      column('wabaId'),
      column('phoneNumberId'),
      column('numberId'),
      column('consumerId'),
      column('dedupeKey'),
    ],
  );
}

/** An event that waits for the dispatcher. */
export interface WaitingEvent {
  readonly id: string;
  readonly context: EventContext;
  readonly kind: string;
  readonly payload: object;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly traceparent: string | null;
  readonly wabaId: string | null;
  readonly numberId: string | null;
  readonly consumerId: string | null;
  /** How often its context failed at it. */
  readonly attempts: number;
}

// What is older lies in partitions past their retention.
const OLDEST_MS = 30 * 24 * 3600 * 1000;

/** The tenant's events whose time has come, oldest first. */
export async function waitingEventIds(
  tx: TenantTransaction,
  now: Date,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from inbox_event
      where processed_at is null and call_id is null and id >= $1
        and (retry_at is null or retry_at <= $2)
      order by id limit $3`,
    [uuidv7Floor(now.getTime() - OLDEST_MS), now, limit],
  );
  return rows.map(({ id }) => id);
}

/** Holds an event until the transaction ends; undefined when it is done or another one has it. */
export async function takeWaitingEvent(
  tx: TenantTransaction,
  id: string,
): Promise<WaitingEvent | undefined> {
  const rows = await tx.query<WaitingEvent>(
    `select id, context, kind, payload, occurred_at as "occurredAt", received_at as "receivedAt",
            traceparent, waba_id as "wabaId", number_id as "numberId",
            consumer_id as "consumerId", attempts
       from inbox_event where id = $1 and processed_at is null and call_id is null
        for update skip locked`,
    [id],
  );
  return rows[0];
}

export async function finishEvent(
  tx: TenantTransaction,
  event: { readonly id: string; readonly outcome: 'APPLIED' | 'UNHANDLED'; readonly now: Date },
): Promise<void> {
  await tx.execute(
    `update inbox_event set processed_at = $2, outcome = $3, last_error = null, retry_at = null
      where id = $1`,
    [event.id, event.now, event.outcome],
  );
}

/** Notes that a context failed at an event: again at `retryAt`, or never when that is null. */
export async function failEvent(
  tx: TenantTransaction,
  event: {
    readonly id: string;
    readonly attempts: number;
    readonly error: string;
    readonly retryAt: Date | null;
    readonly now: Date;
  },
): Promise<void> {
  await tx.execute(
    `update inbox_event
        set attempts = $2, last_error = $3, retry_at = $4,
            processed_at = case when $4::timestamptz is null then $5::timestamptz end,
            outcome = case when $4::timestamptz is null then 'FAILED' end
      where id = $1 and processed_at is null`,
    [event.id, event.attempts, event.error, event.retryAt, event.now],
  );
}

/** For ingest's role: the tenants with events whose time has come. */
export async function waitingTenantIds(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ tenant_id: string }>(
    `select tenant_id from inbox_event
      where processed_at is null and call_id is null and id >= $1
        and (retry_at is null or retry_at <= $2)
      group by tenant_id order by min(received_at) limit $3`,
    [uuidv7Floor(now.getTime() - OLDEST_MS), now, limit],
  );
  return rows.map((row) => row.tenant_id);
}
