import type { Transaction, TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7, uuidv7Floor } from '#patchbay/kernel';
import type { CallDirection, FactData, FactKind } from '../domain/call-fact.js';
import type { KeptMetaError } from './call.repository.js';

export type InboxSource = 'META' | 'MEDIA' | 'SIP' | 'EFFECT' | 'TENANT' | 'PLATFORM';

/** What an event from outside tells about the call itself, for the first that comes. */
export interface CallHead {
  readonly direction: CallDirection;
  readonly numberId: string;
  readonly consumerId: string | null;
  readonly wacid?: string;
  readonly bizOpaqueCallbackData?: string;
}

/** An event of one call, as the inbox keeps it until the drain has read it. */
export interface InboxEvent {
  readonly callId: string;
  readonly source: InboxSource;
  readonly kind: FactKind;
  readonly occurredAt: Date;
  readonly data: FactData;
  readonly head?: CallHead;
  readonly metaError?: KeptMetaError;
  readonly traceparent: string | null;
  readonly deliveryId?: string;
}

interface Row {
  id: string;
  source: InboxSource;
  kind: FactKind;
  payload: { data: FactData; head?: CallHead; metaError?: KeptMetaError };
  traceparent: string | null;
  occurred_at: Date;
}

/** Keeps an event. Ingest calls it as `system` for the tenant it resolved, all others as `app`. */
export async function insertInboxEvent(
  tx: Transaction,
  clock: Clock,
  tenantId: string,
  event: InboxEvent,
): Promise<void> {
  const { data, head, metaError } = event;
  await tx.query(
    `insert into inbox_event (tenant_id, id, call_id, source, kind, payload, delivery_id, traceparent,
                              occurred_at, received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tenantId,
      uuidv7(clock),
      event.callId,
      event.source,
      event.kind,
      { data, ...(head && { head }), ...(metaError && { metaError }) },
      event.deliveryId ?? null,
      event.traceparent,
      event.occurredAt,
      clock.now(),
    ],
  );
}

export type StoredInboxEvent = InboxEvent & { readonly id: string };

// What is older lies in partitions past their retention.
const OLDEST_MS = 30 * 24 * 3600 * 1000;

/** What the drain has not read yet, in the order of its sources. */
export async function unprocessedEvents(
  tx: TenantTransaction,
  callId: string,
  nowMs: number,
): Promise<StoredInboxEvent[]> {
  const rows = await tx.query<Row>(
    `select id, source, kind, payload, traceparent, occurred_at from inbox_event
      where call_id = $1 and processed_at is null and id >= $2
      order by occurred_at, id`,
    [callId, uuidv7Floor(nowMs - OLDEST_MS)],
  );
  return rows.map(({ payload, occurred_at, ...row }) => ({
    ...row,
    ...payload,
    callId,
    occurredAt: occurred_at,
  }));
}

export async function markProcessed(
  tx: TenantTransaction,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(`update inbox_event set processed_at = $2 where id = any($1::uuid[])`, [
    ids,
    now,
  ]);
}

/** False when this key was seen before: the event is a copy and changes nothing. */
export async function claimDedupeKey(
  tx: Transaction,
  tenantId: string,
  { key, now }: { readonly key: string; readonly now: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into inbox_dedupe (tenant_id, key, created_at) values ($1, $2, $3)
     on conflict do nothing returning key`,
    [tenantId, key, now],
  );
  return rows.length > 0;
}
