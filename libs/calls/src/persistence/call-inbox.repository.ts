import type { Transaction, TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7, uuidv7Floor } from '#patchbay/kernel';
import type { CallDirection, FactData, FactKind, GraphIds } from '../domain/call-fact.js';
import type { CallOptions, KeptMetaError } from './call.repository.js';

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
  /** What the tenant asks of Meta with it. */
  readonly options?: CallOptions;
  /** Of the result of a request to Meta. */
  readonly graph?: GraphIds;
  readonly traceparent: string | null;
  readonly deliveryId?: string;
  /** Meta's ids, as the event names them, and its key. */
  readonly about?: {
    readonly wabaId: string | null;
    readonly phoneNumberId: string | null;
    readonly dedupeKey: string;
  };
}

interface Row {
  id: string;
  source: InboxSource;
  kind: FactKind;
  payload: Pick<InboxEvent, 'data' | 'head' | 'metaError' | 'options' | 'graph'>;
  traceparent: string | null;
  occurred_at: Date;
  delivery_id: string | null;
}

/** Keeps an event of the tenant whose transaction this is. */
export function insertInboxEvent(
  tx: Transaction,
  clock: Clock,
  tenantId: string,
  event: InboxEvent,
): Promise<void> {
  return insertInboxEvents(tx, clock, [{ tenantId, ...event }]);
}

/**
 * Keeps events in one statement, however many there are. Ingest calls it as `system` for the tenants
 * it resolved.
 */
export async function insertInboxEvents(
  tx: Transaction,
  clock: Clock,
  events: readonly (InboxEvent & { readonly tenantId: string })[],
): Promise<void> {
  const rows = events.map((event) => ({ ...event, id: uuidv7(clock) }));
  await insertRows(tx, rows, { receivedAt: clock.now(), processedAt: null });
}

/** Keeps an event that its reader knows already, and has read. */
export function insertProcessedEvent(
  tx: TenantTransaction,
  clock: Clock,
  event: StoredInboxEvent,
): Promise<void> {
  const now = clock.now();
  const row = { ...event, tenantId: tx.tenantId };
  return insertRows(tx, [row], { receivedAt: now, processedAt: now });
}

async function insertRows(
  tx: Transaction,
  events: readonly (StoredInboxEvent & { readonly tenantId: string })[],
  { receivedAt, processedAt }: { readonly receivedAt: Date; readonly processedAt: Date | null },
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `insert into inbox_event (tenant_id, id, call_id, source, kind, payload, delivery_id, traceparent,
                              occurred_at, waba_id, phone_number_id, number_id, consumer_id,
                              dedupe_key, received_at, processed_at)
     select kept.*, $15::timestamptz, $16::timestamptz
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::uuid[],
                   $8::text[], $9::timestamptz[], $10::text[], $11::text[], $12::uuid[], $13::uuid[],
                   $14::text[]) as kept`,
    [
      events.map(({ tenantId }) => tenantId),
      events.map(({ id }) => id),
      events.map(({ callId }) => callId),
      events.map(({ source }) => source),
      events.map(({ kind }) => kind),
      events.map(({ data, head, metaError, options, graph }) =>
        JSON.stringify({ data, head, metaError, options, graph }),
      ),
      events.map(({ deliveryId }) => deliveryId ?? null),
      events.map(({ traceparent }) => traceparent),
      events.map(({ occurredAt }) => occurredAt),
      events.map(({ about }) => about?.wabaId ?? null),
      events.map(({ about }) => about?.phoneNumberId ?? null),
      events.map(({ head }) => head?.numberId ?? null),
      events.map(({ head }) => head?.consumerId ?? null),
      events.map(({ about }) => about?.dedupeKey ?? null),
      receivedAt,
      processedAt,
    ],
  );
}

export type StoredInboxEvent = InboxEvent & { readonly id: string };

/** What is older lies in months past their retention; what is younger may still be replayed. */
export const OLDEST_EVENT_MS = 62 * 24 * 3600 * 1000;

/** What the drain has not read yet, in the order of its sources. */
export async function unprocessedEvents(
  tx: TenantTransaction,
  callId: string,
  nowMs: number,
): Promise<StoredInboxEvent[]> {
  const rows = await tx.query<Row>(
    `select id, source, kind, payload, traceparent, occurred_at, delivery_id from inbox_event
      where call_id = $1 and processed_at is null and id >= $2
      order by occurred_at, id`,
    [callId, uuidv7Floor(nowMs - OLDEST_EVENT_MS)],
  );
  return rows.map(({ payload, occurred_at, delivery_id: deliveryId, ...row }) => ({
    ...row,
    ...payload,
    callId,
    occurredAt: occurred_at,
    ...(deliveryId !== null && { deliveryId }),
  }));
}

export async function markProcessed(
  tx: TenantTransaction,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const sorted = ids.toSorted();
  await tx.execute(
    `update inbox_event set processed_at = $2 where id = any($1::uuid[]) and id >= $3 and id <= $4`,
    [sorted, now, sorted[0], sorted.at(-1)],
  );
}

/** What makes two copies of an event of a tenant's the same. */
export interface DedupeKey {
  readonly tenantId: string;
  readonly key: string;
}

/** False when this key was seen before: the event is a copy and changes nothing. */
export async function claimDedupeKey(
  tx: Transaction,
  tenantId: string,
  { key, now }: { readonly key: string; readonly now: Date },
): Promise<boolean> {
  const [isNew] = await claimDedupeKeys(tx, [{ tenantId, key }], now);
  return isNew === true;
}

/**
 * For each key in order whether it is new: of two alike in the list the first is. A copy costs one
 * index probe. Keys go in sorted, so that two who claim the same ones wait, not deadlock.
 */
export async function claimDedupeKeys(
  tx: Transaction,
  keys: readonly DedupeKey[],
  now: Date,
): Promise<boolean[]> {
  if (keys.length === 0) return [];
  const textOf = ({ tenantId, key }: DedupeKey): string => `${tenantId}|${key}`;
  const unique = new Map(keys.map((key) => [textOf(key), key]));
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  const claimed = await tx.query<DedupeKey>(
    `insert into inbox_dedupe (tenant_id, key, created_at)
     select tenant_id, key, $3 from unnest($1::uuid[], $2::text[]) as asked (tenant_id, key)
     on conflict do nothing returning tenant_id as "tenantId", key`,
    [sorted.map(({ tenantId }) => tenantId), sorted.map(({ key }) => key), now],
  );
  const news = new Set(claimed.map(textOf));
  return keys.map((key) => news.delete(textOf(key)));
}
